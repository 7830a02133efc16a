import type { Finding } from '../../model/finding.js';
import type { Side } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** How far apart clocks may be: Kubernetes backdates the certificates that it signs by as much. */
const toleratedMs = 5 * 60_000;

/** LD-NET-005: the clusters' clocks agree, less what the observation may be wrong by. */
export function clocksAgree({ clusters }: RuleContext): readonly Finding[] {
  const code = 'LD-NET-005';
  const [local, remote] = [clusters.local.clock, clusters.remote.clock];
  if (!local.known) return [unreadClock('local', local.reason)];
  if (!remote.known) return [unreadClock('remote', remote.reason)];
  const differenceMs = local.value.aheadMs - remote.value.aheadMs;
  const withinMs = local.value.withinMs + remote.value.withinMs;
  const said = `The local cluster's clock is ${inSeconds(Math.abs(differenceMs))} ${differenceMs < 0 ? 'behind' : 'ahead of'} the remote one's, give or take ${inSeconds(withinMs)}.`;
  if (Math.abs(differenceMs) - withinMs > toleratedMs)
    return [makeFinding(code, { status: 'warn', reason: said })];
  return Math.abs(differenceMs) + withinMs <= toleratedMs
    ? [makeFinding(code, { status: 'pass' })]
    : [makeFinding(code, { status: 'unknown', reason: said })];
}

function unreadClock(side: Side, why: string): Finding {
  const reason = `The clock of the ${side} cluster is unknown: ${why}.`;
  return makeFinding('LD-NET-005', { status: 'unknown', reason });
}

function inSeconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
