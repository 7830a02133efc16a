import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-VER-004: what is prescribed disturbs no active peering. */
export function peeringsStayUndisturbed({ clusters, requirements }: RuleContext): readonly Finding[] {
  const code = 'LD-VER-004';
  return sides.map((cluster) => {
    const { activePeerings } = clusters[cluster].liqo;
    const isChanged = requirements.some(({ prescription }) =>
      prescription?.actions.some(
        ({ kind, cluster: where }) => where === cluster && (kind === 'helm-values' || kind === 'kubectl'),
      ),
    );
    if (!isChanged) return makeFinding(code, { status: 'pass', cluster });
    if (!activePeerings.known) {
      const reason = `Which peerings are active could not be read: ${activePeerings.reason}.`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    if (activePeerings.value.length === 0) return makeFinding(code, { status: 'pass', cluster });
    const reason = `Active peerings of the ${cluster} cluster: ${activePeerings.value.map(({ name }) => name).join(', ')}.`;
    return makeFinding(code, { status: 'warn', cluster, reason });
  });
}

/** LD-VER-007: neither cluster has an active peering with the other one. */
export function notPeeredYet(context: RuleContext): readonly Finding[] {
  return sides.map((cluster) => peeringFinding(cluster, context));
}

function peeringFinding(cluster: Side, { clusters }: RuleContext): Finding {
  const code = 'LD-VER-007';
  const { activePeerings } = clusters[cluster].liqo;
  if (!activePeerings.known) {
    const reason = `Which peerings are active could not be read: ${activePeerings.reason}.`;
    return makeFinding(code, { status: 'unknown', cluster, reason });
  }
  const peer = peerOf(cluster);
  const { clusterId, installed } = clusters[peer].liqo;
  const own = activePeerings.value;
  if (own.length === 0 || valueOf(installed) === false) return makeFinding(code, { status: 'pass', cluster });
  const existing = own.find((one) => clusterId.known && one.clusterId === clusterId.value);
  if (existing !== undefined) {
    const reason = `ForeignCluster ${existing.name} of the ${cluster} cluster is an active peering with the ${peer} cluster.`;
    return makeFinding(code, { status: 'warn', cluster, reason });
  }
  if (clusterId.known && own.every((one) => one.clusterId !== undefined)) {
    return makeFinding(code, { status: 'pass', cluster });
  }
  const reason = clusterId.known
    ? `An active peering of the ${cluster} cluster does not tell with which cluster it is.`
    : `The ID of the ${peer} cluster could not be read: ${clusterId.reason}.`;
  return makeFinding(code, { status: 'unknown', cluster, reason });
}
