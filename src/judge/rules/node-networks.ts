import { valueNames } from '../../liqo/words/value-names.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import { isInAny } from '../evidence/range-list.js';
import { nodeAddresses } from '../evidence/own-addresses.js';
import { podRangesOf } from '../evidence/pod-ranges.js';
import { aFewOf } from './a-few-of.js';
import { mapsTheOther } from './address-ranges.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** The ranges that Liqo maps to unless it is told others. Source: deployments/liqo/values.yaml@v0.3.2–v1.2.0. */
const defaultPools: readonly string[] = ['10.0.0.0/8', '192.168.0.0/16', '172.16.0.0/12'];

/** How many addresses are named in one sentence. */
const namedAddresses = 3;

/** LD-NET-003: no node address lies where Liqo puts the other cluster. */
export function nodeNetworksAreSafe(context: RuleContext): readonly Finding[] {
  const { clusters, intent } = context;
  const code = 'LD-NET-003';
  return sides.map((cluster) => {
    if (intent.networkingDisabled) {
      return makeFinding(code, { status: 'skip', cluster, reason: 'Without networking nothing is mapped.' });
    }
    const { nodes, liqo } = clusters[cluster];
    if (!nodes.known) {
      const reason = `The nodes could not be read: ${nodes.reason}.`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    const danger = dangerOf(cluster, context);
    if (danger === undefined) return makeFinding(code, { status: 'pass', cluster });
    const remedy = remedyFor(cluster, context);
    return liqo.reservedRanges.known || valueOf(liqo.installed) === false
      ? makeFinding(code, { status: 'warn', cluster, reason: danger, remedy })
      : makeFinding(code, {
          status: 'unknown',
          cluster,
          reason: `${danger} Which ranges are reserved could not be read: ${liqo.reservedRanges.reason}.`,
          remedy,
        });
  });
}

/** In the words of the release; the general ones where Liqo is still to be installed. */
function remedyFor(cluster: Side, { clusters, release }: RuleContext): string | undefined {
  const { reservedSubnets } = valueNames(release);
  return valueOf(clusters[cluster].liqo.installed) === false || reservedSubnets === null
    ? undefined
    : `Reserve the network of the nodes: set ${reservedSubnets} in the Liqo installation of the ${cluster} cluster. Ranges that are mapped already stay where they are.`;
}

function dangerOf(cluster: Side, context: RuleContext): string | undefined {
  const { clusters } = context;
  const peer = peerOf(cluster);
  const reserved = valueOf(clusters[cluster].liqo.reservedRanges) ?? [];
  const unreserved = [...new Set(nodeAddresses(clusters[cluster]))].filter(
    (address) => !isInAny(reserved, address),
  );
  const pods = valueOf(podRangesOf(clusters[peer]).ranges) ?? [];
  const clashing = unreserved.filter((address) => isInAny(pods, address));
  if (clashing.length > 0) {
    return `${nodesOf(cluster, clashing)} in the pod range ${pods.join(', ')} of the ${peer} cluster, which is not reserved.`;
  }
  // liqoctl install reserves the networks of nodes that it learns of from the cloud.
  if (valueOf(clusters[cluster].liqo.installed) === false || !mapsTheOther(cluster, context))
    return undefined;
  const pooled = unreserved.filter((address) => isInAny(defaultPools, address));
  if (pooled.length === 0) return undefined;
  return `${nodesOf(cluster, pooled)} in Liqo's pools and in no reserved range: Liqo has to map a range of the ${peer} cluster, and may choose theirs.`;
}

function nodesOf(cluster: Side, addresses: readonly string[]): string {
  const list = aFewOf(addresses, namedAddresses);
  return addresses.length === 1
    ? `The node address ${list} of the ${cluster} cluster lies`
    : `The node addresses ${list} of the ${cluster} cluster lie`;
}
