import type { Side } from '../../model/peering.js';
import type { ClusterFaults, ClusterSpec } from '../topology/cluster-spec.js';
import type { ObjectStore } from './object-store.js';
import type { PodPrograms } from './pod-programs.js';

/** The log of a container: what there is, and what will come. */
export interface ContainerLog {
  readonly text: string;
  readonly hasEnded: boolean;
  /** Calls back for every further piece, and once for the end; the result stops that. */
  follow(onText: (text: string) => void, onEnd: () => void): () => void;
}

/** What the API server asks of the kubelets. */
export interface PodLogs {
  /** `undefined` when the container has not been started. */
  containerLog(podUid: string): ContainerLog | undefined;
}

/** The parts of one simulated cluster that the API's handlers share. */
export interface ClusterApi {
  readonly side: Side;
  readonly spec: ClusterSpec;
  readonly faults: ClusterFaults;
  readonly store: ObjectStore;
  readonly logs: PodLogs;
  /** What can be run in pods by `pods/exec`; absent for nothing. */
  readonly programs?: PodPrograms;
  /** The kubeconfig's bearer token. */
  readonly token: string;
  /** A number from 0 up to 1, for node ports that nobody asked for; any when absent. */
  readonly random?: (() => number) | undefined;
  /** PEM of the cluster's authority. */
  readonly certificateAuthority: string;
}
