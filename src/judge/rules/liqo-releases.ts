import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-VER-001: both clusters run Liqo of one generation. */
export function sameGeneration({ clusters, plan }: RuleContext): readonly Finding[] {
  const code = 'LD-VER-001';
  const [local, remote] = [clusters.local.liqo, clusters.remote.liqo];
  const absent = [clusters.local, clusters.remote].filter(({ liqo }) => valueOf(liqo.installed) === false);
  if (absent.length === 2) {
    return [
      makeFinding(code, {
        status: 'skip',
        reason: `Liqo is installed in neither cluster. ${plan.generationReason}`,
      }),
    ];
  }
  const [missing] = absent;
  if (missing !== undefined) {
    const reason = `Liqo is not installed in the ${missing.side} cluster. ${plan.generationReason}`;
    const remedy = 'Install the release that the other cluster runs.';
    return [makeFinding(code, { status: 'warn', cluster: missing.side, reason, remedy })];
  }
  if (!local.generation.known || !remote.generation.known) {
    const unread = local.generation.known ? remote.generation : local.generation;
    const why = unread.known ? '' : `: ${unread.reason}`;
    return [makeFinding(code, { status: 'unknown', reason: `A generation could not be told${why}.` })];
  }
  if (local.generation.value === remote.generation.value) return [makeFinding(code, { status: 'pass' })];
  const reason = `The local cluster runs ${nameOf(local)}, the remote one ${nameOf(remote)}.`;
  return [makeFinding(code, { status: 'fail', reason })];
}

function nameOf({ version, generation }: RuleContext['clusters']['local']['liqo']): string {
  return valueOf(version) ?? valueOf(generation) ?? 'an unknown release';
}

/** Why releases and identities are not compared. */
export const notInBoth = 'Liqo is not installed in both clusters yet.';

/** Whether Liqo is known to be missing in a cluster. */
export function isAnywhereAbsent({ local, remote }: RuleContext['clusters']): boolean {
  return [local, remote].some(({ liqo }) => valueOf(liqo.installed) === false);
}

/** LD-VER-002: both clusters run one minor release. */
export function sameRelease({ clusters }: RuleContext): readonly Finding[] {
  const code = 'LD-VER-002';
  const dependsOn = ['LD-VER-001'];
  if (isAnywhereAbsent(clusters))
    return [makeFinding(code, { status: 'skip', dependsOn, reason: notInBoth })];
  const [local, remote] = [valueOf(clusters.local.liqo.version), valueOf(clusters.remote.liqo.version)];
  if (local === undefined || remote === undefined) {
    return [
      makeFinding(code, { status: 'unknown', dependsOn, reason: 'The release of a cluster is not known.' }),
    ];
  }
  if (minorOf(local) === minorOf(remote)) return [makeFinding(code, { status: 'pass', dependsOn })];
  const reason = `The local cluster runs ${local}, the remote one ${remote}.`;
  return [makeFinding(code, { status: 'warn', dependsOn, reason })];
}

function minorOf(version: string): string {
  return /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}
