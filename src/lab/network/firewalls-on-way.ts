import type { Side } from '../../model/peering.js';
import type { FirewallRule } from '../topology/site.js';
import type { Topology } from '../topology/topology.js';
import { blockingRule, type Passage } from './firewall.js';
import type { AddressAndPort } from './packet.js';

/** The sites on which a packet starts and ends; `undefined` is the Internet, which has no firewall. */
interface Way {
  readonly from: Side | undefined;
  readonly to: Side | undefined;
}

/** The rules that a packet meets at the edge of one site. */
interface EdgeRules {
  readonly direction: FirewallRule['direction'];
  readonly rules: readonly FirewallRule[];
}

/** A datagram of a flow that a first datagram has opened. */
export interface FlowDatagram {
  /** The destination that the flow was opened to, also in a reply, as `Passage` has it. */
  readonly destination: AddressAndPort;
  readonly reply: boolean;
  readonly payload: Uint8Array;
}

/** The firewalls on a way, in the order in which a packet meets them; none where it stays on its own site. */
export function firewallsOnWay({ from, to }: Way, topology: Topology): readonly EdgeRules[] {
  if (from === to) return [];
  const edges = [
    { direction: 'out', side: from },
    { direction: 'in', side: to },
  ] as const;
  return edges.flatMap(({ direction, side }) =>
    side === undefined ? [] : [{ direction, rules: topology.sites[side].firewall }],
  );
}

/**
 * Whether a firewall on the way drops a datagram of an open flow.
 *
 * Connection tracking lets the opener's datagrams through, whatever the rules say of requests by now: only a rule that
 * looks into packets stops one. Replies are stopped by the rules for replies.
 */
export function isStoppedOnWay(datagram: FlowDatagram, way: Way, topology: Topology): boolean {
  const { destination, reply, payload } = datagram;
  return firewallsOnWay(way, topology).some(({ direction, rules }) => {
    const passage: Passage = { direction, protocol: 'udp', ...destination, reply, payload };
    const rule = blockingRule(rules, passage);
    return rule !== undefined && (reply || rule.payload !== undefined);
  });
}
