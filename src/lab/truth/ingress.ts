import type { Side } from '../../model/peering.js';
import type { AuthIngressSpec } from '../topology/ingress-spec.js';
import type { Topology } from '../topology/topology.js';
import type { AdvertisedAt, LiqoV0 } from './advertised.js';
import type { LoadBalancerEntry } from './load-balancers.js';
import { loadBalancerFor } from './load-balancers.js';
import type { TrueServer } from './true-network.js';
import { familiesOf, podOn } from './true-network.js';

const httpsPort = 443;

/** An Ingress controller: where it listens, and the load balancer in front of it. */
export interface TrueController {
  readonly servers: readonly TrueServer[];
  readonly balanced: boolean;
  /** Of its load balancer. */
  readonly entries: readonly LoadBalancerEntry[];
}

/** The controller of a cluster, if it has one: in a pod of this node behind a load balancer, or on every node. */
export function controllerOf(topology: Topology, side: Side, node: string): TrueController | undefined {
  const { ingressController, loadBalancer } = topology.clusters[side];
  if (ingressController === undefined) return undefined;
  if (ingressController.exposure === 'load-balancer') {
    const host = podOn(topology, side, { node, ordinal: 2 });
    const service = {
      service: 'ingress-nginx-controller',
      protocol: 'tcp',
      port: httpsPort,
      families: familiesOf(topology, side, {}),
    } as const;
    const entries = loadBalancerFor(loadBalancer, topology.sites[side].nodes, service);
    return { servers: [{ host, port: httpsPort }], balanced: true, entries };
  }
  const servers = topology.sites[side].nodes.map(({ name }): TrueServer => ({
    host: { kind: 'node', side, node: name },
    port: httpsPort,
  }));
  return { servers, balanced: false, entries: [] };
}

/**
 * Whether a client that asks the controller for this host over TLS gets to liqo-auth, whose answer is in the protocol
 * that the controller speaks to it.
 *
 * Liqo's clients ask for `GET /ids` and `POST /identity/certificate`, verify no certificate, and take an answer that is
 * no JSON, or has another status, for a failure (pkg/discoverymanager/utils/utils.go, GetClusterInfo, and
 * pkg/liqo-controller-manager/foreign-cluster-operator/auth.go, sendIdentityRequest, @v0.3.2–v0.10.3). So the
 * controller's certificate never matters, and both protocols of a backend do, if the controller speaks the same one.
 */
export function leadsToAuth(topology: Topology, side: Side, { host }: AdvertisedAt): boolean {
  const { ingressController: controller, liqo } = topology.clusters[side];
  if (controller === undefined || liqo === undefined || !('auth' in liqo)) return false;
  const { ingress, tls = true } = liqo.auth;
  if (ingress === undefined) return false;
  const className = ingress.class ?? (controller.isDefaultClass ? controller.className : undefined);
  if (className !== controller.className) return false;
  if (ingress.host !== '' && ingress.host.toLowerCase() !== host.toLowerCase()) return false;
  return tls === speaksTls(ingress, controller.passesTlsThrough);
}

/** Whether what comes to the backend is TLS, the controller's own or the client's. */
function speaksTls({ host, annotations }: AuthIngressSpec, passesTlsThrough: boolean): boolean {
  const isPassed = annotations['nginx.ingress.kubernetes.io/ssl-passthrough'] === 'true' && passesTlsThrough;
  return (isPassed && host !== '') || annotations['nginx.ingress.kubernetes.io/backend-protocol'] === 'HTTPS';
}

/**
 * What the chart has Liqo advertise for the sake of the Ingress: its host, and port 443 where no other is set. From v0.6
 * an address that is set wins over the host; before, both are arguments of the controller manager, the host first, and
 * of two the last counts.
 *
 * Source: templates/liqo-auth-service.yaml@v0.8.0,@v0.10.3; templates/liqo-controller-manager.yaml@v0.3.2.
 */
export function toldForIngress(auth: LiqoV0['auth'], isArgument: boolean): LiqoV0['auth'] {
  const { ingress, overrideAddress, overridePort = httpsPort } = auth;
  if (ingress === undefined) return auth;
  const isWritten = overrideAddress !== undefined && (isArgument || overrideAddress !== '');
  return { ...auth, overridePort, overrideAddress: isWritten ? overrideAddress : ingress.host };
}
