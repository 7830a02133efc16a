import type { MissingRight } from './missing-right.js';
import type { Arrival } from './agent-event.js';
import type { GatewayCapture } from './gateway-capture.js';
import type { LanHearing } from './lan-hearing.js';
import type { Observation } from './observation.js';
import type { PodIsolation } from './pod-isolation.js';
import type { Endpoint, Exposure, ServiceId, Side } from './peering.js';

/** A responder raised behind a Service of the type in question, or why there is none. */
export interface StandIn {
  readonly cluster: Side;
  readonly service: Extract<ServiceId, 'auth' | 'gateway'>;
  readonly exposure: Extract<Exposure, 'NodePort' | 'LoadBalancer'>;
  /**
   * `raised`: it has an address; `pending`: its load balancer gave none within the wait;
   * `not-raised`: it was not wanted or not allowed.
   */
  readonly status: 'raised' | 'pending' | 'not-raised';
  /** Why it is pending or was not raised. */
  readonly reason?: string | undefined;
  /** Where the other cluster would reach it. */
  readonly endpoint?: Endpoint | undefined;
  /** The node port of its Service. */
  readonly nodePort?: number | undefined;
  /** The Service's `ipFamilies`, such as `IPv4`: its node port answers at addresses of these alone. */
  readonly families?: readonly string[] | undefined;
  /** Other nodes at which its node port is tried, since Liqo's own pod may run there. */
  readonly otherHosts?: readonly string[] | undefined;
}

/** Why a pod of the run did not do its work. */
export type WorkloadFailureCode =
  | 'image-pull'
  | 'pod-security'
  | 'quota'
  | 'limit-range'
  | 'forbidden'
  | 'unschedulable'
  | 'stuck'
  | 'crashed'
  | 'api'
  | 'not-wanted';

/** How the run's pods fared in one cluster. */
export interface WorkloadOutcome {
  readonly cluster: Side;
  readonly role: 'responder' | 'prober';
  /** For a further prober of `--nodes`, without which requirements can still be decided: what it saw with. */
  readonly view?: 'pod' | 'node' | undefined;
  /** For such a further prober: the node it was to run on. */
  readonly node?: string | undefined;
  readonly status: 'ran' | 'failed' | 'not-run';
  /** The image that it ran, as the kubelet names it; absent where it did not run, or the kubelet did not say. */
  readonly image?: string | undefined;
  readonly code?: WorkloadFailureCode | undefined;
  /** The reason in the words of the kubelet, the scheduler or the API server, made printable. */
  readonly reason?: string | undefined;
}

/** An observation with the moment it reached this program, in milliseconds of one monotonic clock. */
export interface ReceivedObservation {
  readonly observation: Observation;
  readonly receivedAtMs: number;
}

/** A Service that a cluster did not take. */
export interface RefusedService {
  readonly cluster: Side;
  /** What it was to stand in for; absent for the one that shows what address the peer's packets have. */
  readonly service?: StandIn['service'] | undefined;
  readonly exposure: StandIn['exposure'];
  /** In the words of the API server, made printable. */
  readonly reason: string;
}

/** Everything that the run itself saw, for the judge. */
export interface RunEvidence {
  readonly standIns: readonly StandIn[];
  readonly observations: readonly ReceivedObservation[];
  readonly arrivals: readonly Arrival[];
  readonly workloads: readonly WorkloadOutcome[];
  /** What live gateways' own sides saw, one for each that was to be captured; absent without `--capture`. */
  readonly captures?: readonly GatewayCapture[] | undefined;
  /** What was heard by mDNS beside the probes; absent where nobody listened. */
  readonly hearings?: readonly LanHearing[] | undefined;
  /** What the run could not do for want of rights; absent for nothing. */
  readonly missingRights?: readonly MissingRight[] | undefined;
  /** What clusters refused for other reasons than missing rights; absent for nothing. */
  readonly refusedServices?: readonly RefusedService[] | undefined;
  /** Where policies of the run's own namespace do not let its packets pass; absent for nowhere. */
  readonly isolations?: readonly PodIsolation[] | undefined;
}
