import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import type { RefusedRead } from '../../model/permission-facts.js';
import { makeFinding } from './finding.js';
import { readCosts, type ReadCost } from './read-costs.js';
import type { RuleContext } from './rule-context.js';

/** LD-RUN-004: everything that the verdict rests on could be read. */
export function readsWereAllowed({ clusters }: RuleContext): readonly Finding[] {
  return sides.map((cluster) => {
    const facts = clusters[cluster];
    const code = 'LD-RUN-004';
    if (facts.refusedReads.length === 0) return makeFinding(code, { status: 'pass', cluster });
    const reason = facts.refusedReads.map(sentenceOf).join(' ');
    const status = facts.refusedReads.some((read) => costsTheVerdict(read, facts)) ? 'warn' : 'pass';
    return makeFinding(code, { status, cluster, reason });
  });
}

function sentenceOf(read: RefusedRead): string {
  const { verb, resource, namespace } = read;
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  const cost = costOf(read)?.cost;
  const without = cost === undefined ? '.' : `: without it ${cost}.`;
  return `The user may not ${verb} ${resource}${where}${without}`;
}

function costsTheVerdict(read: RefusedRead, facts: ClusterFacts): boolean {
  return (costOf(read)?.facts(facts) ?? []).some((fact) => !fact.known);
}

function costOf({ resource }: RefusedRead): ReadCost | undefined {
  const [plural = ''] = resource.split(/[./]/);
  return (
    readCosts.find(({ resources }) => resources.includes(resource)) ??
    readCosts.find(({ resources }) => resources.includes(plural))
  );
}
