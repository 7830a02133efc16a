import { clusterIdForm } from '../../liqo/cluster-id.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import { isAnywhereAbsent, notInBoth } from './liqo-releases.js';
import type { RuleContext } from './rule-context.js';

/** LD-VER-003: the clusters have different Liqo cluster IDs. */
export function distinctClusterIds({ clusters }: RuleContext): readonly Finding[] {
  const code = 'LD-VER-003';
  if (isAnywhereAbsent(clusters)) return [makeFinding(code, { status: 'skip', reason: notInBoth })];
  const [local, remote] = [clusters.local.liqo.clusterId, clusters.remote.liqo.clusterId];
  if (!local.known || !remote.known) {
    return [makeFinding(code, { status: 'unknown', reason: 'The cluster ID of a cluster is not known.' })];
  }
  return local.value === remote.value
    ? [makeFinding(code, { status: 'fail', reason: `Both clusters have the ID ${local.value}.` })]
    : [makeFinding(code, { status: 'pass' })];
}

/** LD-VER-005: each cluster has an ID that its release of Liqo takes. */
export function clusterIdsAreValid(context: RuleContext): readonly Finding[] {
  return sides.map((cluster) => idFinding(cluster, context));
}

function idFinding(cluster: Side, { clusters, release }: RuleContext): Finding {
  const code = 'LD-VER-005';
  const { clusterId, installed } = clusters[cluster].liqo;
  if (valueOf(installed) === false) {
    return makeFinding(code, { status: 'skip', cluster, reason: 'Liqo is not installed yet.' });
  }
  if (!clusterId.known) {
    const reason = `The cluster ID could not be read: ${clusterId.reason}.`;
    return makeFinding(code, { status: 'unknown', cluster, reason });
  }
  const id = clusterId.value;
  switch (clusterIdForm(id, release)) {
    case 'valid':
      return makeFinding(code, { status: 'pass', cluster });
    case 'unusual': {
      const reason = `The ID "${id}" is not a UUID, as the chart of Liqo ${release.version} makes it, but its controllers take it.`;
      return makeFinding(code, { status: 'pass', cluster, reason });
    }
    case 'unchecked': {
      const reason = `The ID "${id}" is not a DNS label, as the names that Liqo ${release.version} makes of it must be.`;
      return makeFinding(code, { status: 'warn', cluster, reason });
    }
    case 'refused': {
      const reason = `The ID "${id}" is not a DNS label of at most 63 characters, so Liqo's controllers do not start.`;
      return makeFinding(code, { status: 'fail', cluster, reason });
    }
  }
}
