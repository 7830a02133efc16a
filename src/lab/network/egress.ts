import type { Topology } from '../topology/topology.js';
import type { Owner } from './machines.js';
import { findNode } from './machines.js';
import type { Packet, Verdict } from './packet.js';

/** The drop of a packet between two sites by the machine that it leaves, or by the one that it comes to. */
export function stoppedAtMachine(packet: Packet, owner: Owner, topology: Topology): Verdict | undefined {
  const { from, protocol } = packet;
  if (from.kind === 'pod' || from.kind === 'node') {
    const source = from.kind === 'pod' ? 'pods' : 'nodes';
    const rule = topology.sites[from.side].egress?.find(
      (one) =>
        one.source === source &&
        one.protocol === protocol &&
        (one.node === undefined || one.node === from.node),
    );
    if (rule)
      return { kind: 'drop', reason: `the ${source} of node ${from.node} may not send ${protocol} out` };
  }
  if (owner.kind !== 'host' || owner.host.kind !== 'node') return undefined;
  const node = findNode(topology, owner.side, owner.host.node);
  return node?.closedTo?.includes(protocol) === true
    ? { kind: 'drop', reason: `node ${node.name} drops ${protocol} from other sites` }
    : undefined;
}
