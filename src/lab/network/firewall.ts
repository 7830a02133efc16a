import { beginsLikeWireGuard } from '../../probe/wireguard/messages.js';
import type { FirewallRule } from '../topology/site.js';
import { serviceFamily } from './addresses.js';
import type { Packet, Protocol, Verdict } from './packet.js';

/** What a firewall is asked about: `port` and `address` are the destination of a request, the source of a reply. */
export interface Passage {
  readonly direction: FirewallRule['direction'];
  readonly protocol: Protocol;
  readonly port: number;
  readonly address: string;
  readonly reply: boolean;
  /** What is inside; absent where that is not known yet, and then rules that look into packets do not match. */
  readonly payload?: Uint8Array;
}

/** The rule that decides about a passage; `undefined` lets it pass. */
export function blockingRule(rules: readonly FirewallRule[], passage: Passage): FirewallRule | undefined {
  const rule = rules.find(
    ({ direction, protocol, port, address, family, replies, payload }) =>
      direction === passage.direction &&
      protocol === passage.protocol &&
      (port === undefined || port === passage.port) &&
      (address === undefined || address === passage.address) &&
      (family === undefined || family === serviceFamily(passage.address)) &&
      (payload === undefined || beginsLikeWireGuard(passage.payload ?? new Uint8Array())) &&
      (!passage.reply || replies === true),
  );
  return rule?.action === 'accept' ? undefined : rule;
}

/** What a blocked request's sender meets; `undefined` when the request passes. */
export function filterRequest(
  rules: readonly FirewallRule[],
  direction: FirewallRule['direction'],
  { protocol, destination }: Packet,
): Verdict | undefined {
  const rule = blockingRule(rules, { direction, protocol, ...destination, reply: false });
  if (!rule) return undefined;
  const reason = `a firewall rule for ${direction === 'in' ? 'incoming' : 'outgoing'} ${protocol} says ${rule.action}`;
  switch (rule.action) {
    case 'reject-port-unreachable':
      return { kind: 'port-unreachable', reason };
    case 'reject-host-unreachable':
      return { kind: 'host-unreachable', afterMs: 0, reason };
    case 'tcp-reset':
      return { kind: protocol === 'tcp' ? 'tcp-reset' : 'drop', reason };
    case 'accept':
    case 'drop':
      return { kind: 'drop', reason };
  }
}
