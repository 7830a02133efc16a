import type { Topology } from '../topology/topology.js';
import type { Packet, Verdict } from './packet.js';

/** The drop of a packet by the network plugin of a pod that may send nothing. */
export function heldAtSender({ from }: Packet, { sites }: Topology): Verdict | undefined {
  if (from.kind !== 'pod' || sites[from.side].isolatedPods?.includes('egress') !== true) return undefined;
  return { kind: 'drop', reason: 'a NetworkPolicy lets the pod send nothing' };
}

/** What becomes of a packet on its way to a pod that may get nothing. */
export function heldAtReceiver(verdict: Verdict, { sites }: Topology): Verdict {
  if (verdict.kind !== 'deliver' || verdict.host.kind !== 'pod') return verdict;
  if (sites[verdict.host.side].isolatedPods?.includes('ingress') !== true) return verdict;
  return { kind: 'drop', reason: 'a NetworkPolicy lets nothing come to the pod' };
}
