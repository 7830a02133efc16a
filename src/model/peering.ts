import * as z from 'zod/mini';

/** Which of the two clusters: `local` is the consumer, `remote` the provider, as in `liqoctl peer`. */
export const sideSchema = z.enum(['local', 'remote']);
export type Side = z.infer<typeof sideSchema>;

/** Both sides, in the order in which reports show them. */
export const sides: readonly Side[] = ['local', 'remote'];

/** The cluster at the other end. */
export function peerOf(side: Side): Side {
  return side === 'local' ? 'remote' : 'local';
}

/**
 * The Liqo generations that need different things of the network:
 * `g1` v0.3–v0.4, `g2` v0.5–v0.10, `g3` v1.0 and later.
 */
export const generationSchema = z.enum(['g1', 'g2', 'g3']);
export type Generation = z.infer<typeof generationSchema>;

/** The services of a cluster that the other one must reach. */
export const serviceSchema = z.enum(['auth', 'apiServer', 'gateway']);
export type ServiceId = z.infer<typeof serviceSchema>;

/** How a service is offered to the other cluster. See `requirements.md` of the requirement matrix. */
export const exposureSchema = z.enum([
  'LoadBalancer',
  'NodePort',
  'Ingress',
  'PublicAddress',
  'Provided',
  'PortForwarding',
  'Exposed',
  'InBand',
  'ClusterIP',
]);
export type Exposure = z.infer<typeof exposureSchema>;

/** Where the two clusters are. The first four are the founding scenarios of the requirement matrix. */
export const scenarioIdSchema = z.enum([
  'cloud-to-cloud',
  'onprem-to-cloud',
  'onprem-nat-to-cloud',
  'same-lan',
  'onprem-to-onprem',
  'onprem-nat-to-onprem',
  'nat-to-nat',
  'routed-private',
  'cloud-private',
]);
export type ScenarioId = z.infer<typeof scenarioIdSchema>;

/** An address that a service answers on, or would answer on. `host` is a name or an IP literal without brackets. */
export const endpointSchema = z.object({
  protocol: z.enum(['https', 'udp']),
  host: z.string(),
  ports: z.array(z.int()),
});
export interface Endpoint {
  readonly protocol: 'https' | 'udp';
  readonly host: string;
  readonly ports: readonly number[];
}

/** The Service type of a gateway server, as `liqoctl peer --gw-server-service-type` names it. */
export type GatewayServiceType = 'LoadBalancer' | 'NodePort' | 'ClusterIP';

/** Which side runs the gateway server, as `liqoctl peer --gw-server-service-location` names it. */
export type GatewayLocation = 'Provider' | 'Consumer';

/**
 * The gateway flags of `liqoctl peer` (Liqo v1.x) that were given to `check`.
 * A field is `undefined` when its flag was not given: then every choice is open and the best proven one is proposed.
 */
export interface GatewayFlags {
  readonly location?: GatewayLocation | undefined;
  readonly type?: GatewayServiceType | undefined;
  readonly port?: number | undefined;
  readonly nodePort?: number | undefined;
  readonly loadBalancerIp?: string | undefined;
  readonly clientAddress?: string | undefined;
  readonly clientPort?: number | undefined;
}

/** What the operator intends to do, as far as it changes what must be reachable. */
export interface PeeringIntent {
  /** What will be installed where nothing is installed yet, such as `v1.2.0`. */
  readonly liqoVersion: string;
  /** The scenario the operator says this is; packets may contradict it. */
  readonly scenario?: ScenarioId | undefined;
  readonly peering: 'out-of-band' | 'in-band';
  /** `liqoctl peer --networking-disabled`: no tunnel, hence no gateway. */
  readonly networkingDisabled: boolean;
  readonly gateway: GatewayFlags;
  /** `liqoctl peer --mtu`; `undefined` when not given. */
  readonly mtu?: number | undefined;
}
