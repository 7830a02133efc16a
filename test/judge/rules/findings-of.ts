import type { Finding } from '../../../src/model/finding.js';
import { cloudCluster, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { judgeRun, type Run } from '../run.js';

/** A run of a cluster on premises (local) with a cloud (remote) under the rules of a release. */
export interface RuleRun extends Partial<Run> {
  /** Such as `v0.10.3`; v1.2.0 unless given. */
  readonly version?: string;
}

/** The findings of one code. */
export function findingsOf(code: string, { version = 'v1.2.0', ...run }: RuleRun = {}): readonly Finding[] {
  const generation = version.startsWith('v1.') ? 'g3' : /^v0\.[34]\./.test(version) ? 'g1' : 'g2';
  return judgeRun({
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation,
    plan: { liqoVersion: version },
    ...run,
  }).findings.filter((finding) => finding.code === code);
}

/** Cluster, status and reason of each. */
export function briefOf(
  code: string,
  run?: RuleRun,
): readonly (readonly [cluster: string | undefined, status: string, reason: string | undefined])[] {
  return findingsOf(code, run).map(({ cluster, status, reason }) => [cluster, status, reason]);
}

/** The same for the local cluster alone. */
export function localOf(
  code: string,
  run?: RuleRun,
): readonly [status: string, reason: string | undefined] | undefined {
  const [found] = findingsOf(code, run).filter(({ cluster }) => cluster === 'local');
  return found === undefined ? undefined : [found.status, found.reason];
}
