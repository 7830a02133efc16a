import type { LanSight } from './discovery.js';
import type { Side } from './peering.js';

/** What one machine heard by mDNS while a check probed. It was heard beside the probes and never waited for. */
export interface LanHearing {
  /** The operator's machine, or the cluster of the node in whose own network a pod listened. */
  readonly from: 'operator' | Side;
  /** The node's name; absent for the operator's machine. */
  readonly node?: string | undefined;
  readonly sight: LanSight;
}
