import type { Finding } from '../../model/finding.js';
import { valueOf } from '../../model/fact.js';
import { mayHoldBack, type PodIsolation } from '../../model/pod-isolation.js';
import { isolationCode } from '../requirements/absence.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-RUN-007: no NetworkPolicy keeps the run's pods from the network; told only where one is there. */
export function podsAreNotIsolated({ evidence, clusters }: RuleContext): readonly Finding[] {
  return (evidence.isolations ?? []).map((isolation) => {
    const { cluster } = isolation;
    if (isolation.policies.length === 0) {
      const reason = deafReason(isolation, valueOf(clusters[cluster].networkPlugins) ?? []);
      return makeFinding(isolationCode, { status: 'unknown', cluster, reason });
    }
    return mayHoldBack(isolation)
      ? makeFinding(isolationCode, { status: 'warn', cluster, reason: heldReason(isolation) })
      : makeFinding(isolationCode, { status: 'pass', cluster, reason: unenforcedReason(isolation) });
  });
}

/** Cluster-wide policies of network plugins, by the names that network-plugins.ts of inspect/ gives them. */
const clusterWide: Readonly<Record<string, string>> = {
  calico: 'GlobalNetworkPolicy of Calico',
  canal: 'GlobalNetworkPolicy of Calico',
  cilium: 'CiliumClusterwideNetworkPolicy',
  antrea: 'ClusterNetworkPolicy of Antrea',
  'ovn-kubernetes': 'AdminNetworkPolicy',
};

function deafReason({ cluster, namespace }: PodIsolation, plugins: readonly string[]): string {
  const kinds = [...new Set(plugins.flatMap((plugin) => clusterWide[plugin] ?? []))];
  const such = kinds.length === 0 ? '' : `, such as a ${kinds.join(' or a ')},`;
  return `No packet of the run's pods in the ${cluster} cluster met an answer, not even within the cluster, and no NetworkPolicy of namespace ${namespace} that could be read explains it: a policy of another kind${such} or the network plugin itself may keep them back. From that nothing follows for the way between the clusters.`;
}

function heldReason(isolation: PodIsolation): string {
  const { direction, unanswered } = isolation;
  const what =
    direction === 'egress'
      ? "not let the run's pods send to all that was probed"
      : "not let everything come to the run's responder";
  return `${namesOf(isolation)} ${what}, and ${probes(unanswered.length)} met no answer. From that nothing follows for the way between the clusters, since Liqo's own pods are in another namespace.`;
}

function unenforcedReason(isolation: PodIsolation): string {
  return `${namesOf(isolation)} not let all of the run's packets pass, but ${probes(isolation.answered)} against that met an answer: it is not enforced here, at least in that direction.`;
}

function probes(count: number): string {
  return count === 1 ? 'one probe' : `${String(count)} probes`;
}

/** Ends in the verb. */
function namesOf({ policies, namespace }: PodIsolation): string {
  const names = policies.map((name) => `${namespace}/${name}`).join(', ');
  return policies.length === 1 ? `NetworkPolicy ${names} does` : `NetworkPolicies ${names} do`;
}
