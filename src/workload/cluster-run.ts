import type { V1OwnerReference } from '@kubernetes/client-node';

import type { ClusterConnection } from '../kubernetes/connection.js';
import type { Side } from '../model/peering.js';
import type { WorkloadSettings } from './workload-settings.js';

/** What the run's work in one cluster needs throughout. */
export interface ClusterRun {
  readonly side: Side;
  readonly connection: ClusterConnection;
  readonly settings: WorkloadSettings;
  /** A pod that has not started within so many milliseconds is given up. */
  readonly startWithinMs: number;
  /** The time by the server's clock, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** A run whose responder Job exists and owns what else is created. */
export interface RaisedRun extends ClusterRun {
  readonly owner: V1OwnerReference;
}
