import { valueOf, type Fact } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { peerOf, type Side } from '../../model/peering.js';
import { certificateOf, evidenceOf, neededApiServers } from './api-certificate.js';
import { makeFinding } from './finding.js';
import type { PrescribedService, RuleContext } from './rule-context.js';

const dayMs = 24 * 60 * 60_000;
/** A certificate that ends sooner is about to expire. */
const soonMs = 30 * dayMs;

/** LD-API-006: the certificate is valid by the clock of the cluster that looks at it. */
export function certificateIsValid(context: RuleContext): readonly Finding[] {
  return neededApiServers(context).map((requirement) => {
    const { cluster, endpoint } = requirement;
    const parts = {
      service: 'apiServer',
      cluster,
      endpoint,
      dependsOn: ['LD-API-001'],
      evidence: evidenceOf(requirement),
    } as const;
    const validity = validityOf(requirement, context);
    if (!validity.known)
      return makeFinding('LD-API-006', { ...parts, status: 'unknown', reason: validity.reason });
    return makeFinding('LD-API-006', {
      ...parts,
      ...judgeValidity(validity.value, peerTime(cluster, context)),
    });
  });
}

/** Milliseconds since 1970. */
interface Validity {
  readonly startsAt: number | undefined;
  readonly endsAt: number;
}

function validityOf(requirement: PrescribedService, { clusters }: RuleContext): Fact<Validity> {
  const seen = certificateOf(requirement);
  const { apiServer } = clusters[requirement.cluster];
  // What stands between this machine and the API server says nothing about the server's own certificate.
  if (seen === undefined && valueOf(apiServer.kubeconfigSharesAuthority) === false) {
    return {
      known: false,
      reason: 'The certificate that this machine sees is that of something in front of the API server.',
    };
  }
  const [starts, ends] =
    seen === undefined
      ? [valueOf(apiServer.certificateStartsAt), valueOf(apiServer.certificateExpiresAt)]
      : [seen.notBefore, seen.notAfter];
  const [startsAt, endsAt] = [Date.parse(starts ?? ''), Date.parse(ends ?? '')];
  if (Number.isNaN(endsAt)) return { known: false, reason: 'No certificate was seen.' };
  return {
    known: true,
    value: { startsAt: Number.isNaN(startsAt) ? undefined : startsAt, endsAt },
    source: seen === undefined ? 'this machine' : 'the other cluster',
  };
}

interface PeerTime {
  readonly atMs: number;
  readonly withinMs: number;
  /** Whose clock it is, in a sentence. */
  readonly whose: string;
}

/** What the clock of the other cluster shows; this machine's where that is not known. Undefined where it is no time. */
function peerTime(cluster: Side, { clusters, startedAt }: RuleContext): PeerTime | undefined {
  const peer = peerOf(cluster);
  const clock = valueOf(clusters[peer].clock);
  const atMs = Date.parse(startedAt ?? '') + (clock?.aheadMs ?? 0);
  // A Date ends 8.64e15 ms after 1970, and a file that was kept may hold any number.
  if (Number.isNaN(new Date(atMs).getTime())) return undefined;
  return clock === undefined
    ? { atMs, withinMs: 0, whose: 'this machine' }
    : { atMs, withinMs: clock.withinMs, whose: `the ${peer} cluster` };
}

function judgeValidity(
  { startsAt, endsAt }: Validity,
  time: PeerTime | undefined,
): { readonly status: 'pass' | 'warn' | 'fail' | 'unknown'; readonly reason?: string } {
  if (time === undefined) return { status: 'unknown', reason: 'What time it is was not recorded.' };
  const { atMs, withinMs, whose } = time;
  const clock = (): string => `by the clock of ${whose} it is ${textOf(atMs)}`;
  if (endsAt < atMs - withinMs)
    return { status: 'fail', reason: `The certificate expired at ${textOf(endsAt)}; ${clock()}.` };
  if (startsAt !== undefined && startsAt > atMs + withinMs) {
    return {
      status: 'fail',
      reason: `The certificate is valid from ${textOf(startsAt)} on only; ${clock()}.`,
    };
  }
  if (startsAt !== undefined && startsAt > atMs - withinMs) {
    return { status: 'unknown', reason: `The certificate is valid from ${textOf(startsAt)} on; ${clock()}.` };
  }
  return endsAt - atMs < soonMs
    ? { status: 'warn', reason: `The certificate expires at ${textOf(endsAt)}; ${clock()}.` }
    : { status: 'pass' };
}

function textOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
