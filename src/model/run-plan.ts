import type { ProbeTask } from './agent-plan.js';
import type { Exposure, Generation, ServiceId, Side } from './peering.js';

/** A responder to raise. `nodePort` is set when exactly that node port has to be proven. */
export interface StandInRequest {
  readonly cluster: Side;
  readonly service: Extract<ServiceId, 'auth' | 'gateway'>;
  readonly exposure: Extract<Exposure, 'NodePort' | 'LoadBalancer'>;
  readonly nodePort?: number | undefined;
  /** The Service's own port, which a load balancer listens on. */
  readonly port: number;
  /** Annotations that Liqo would put on its own Service of this type. */
  readonly annotations: Readonly<Record<string, string>>;
  /** What the peer dials instead of the Service's own address (`--gw-client-address`, `--gw-client-port`). */
  readonly dialHost?: string | undefined;
  readonly dialPort?: number | undefined;
}

/** What a run is going to do: decided from facts and options before anything is created. */
export interface RunPlan {
  readonly generation: Generation;
  /** The release whose rules apply, such as `v0.10.3`. */
  readonly liqoVersion: string;
  /** Why this generation was assumed, one sentence. */
  readonly generationReason: string;
  readonly standIns: readonly StandInRequest[];
  /** Stand-ins that would have been useful and are not raised, with why. */
  readonly notRaised: readonly (StandInRequest & { readonly reason: string })[];
  /** Silences after which it is tried whether a NAT still knows a flow, in milliseconds; absent when none is. */
  readonly idleMs?: readonly number[] | undefined;
  /** Probes of addresses known before anything is raised, by the cluster they start from. */
  readonly probes: Readonly<Record<Side, readonly ProbeTask[]>>;
  /** The nodes of each cluster that are to send (`--nodes`); absent where one pod, wherever it lands, is enough. */
  readonly senders?: Readonly<Record<Side, readonly string[]>> | undefined;
  /** True where both clusters may be in one LAN and a release that announces itself there is in effect. */
  readonly listensToLan?: boolean | undefined;
}
