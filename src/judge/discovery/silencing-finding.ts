import type { ClusterFacts } from '../../model/cluster-facts.js';
import { type Fact, valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import type { Side } from '../../model/peering.js';

/**
 * The finding that says why a cluster announces nothing in its LAN, of those on its settings; `undefined` where nothing
 * of them keeps it silent.
 */
export function silencingFinding(
  side: Side,
  facts: Fact<ClusterFacts> | undefined,
  settings: readonly Finding[],
): Finding | undefined {
  const discovery = facts?.known === true ? valueOf(facts.value.liqo.lanDiscovery) : undefined;
  // That it does not look for others keeps nobody from hearing it.
  const announces = discovery?.announces === true;
  return settings.find(({ cluster, status, code }) => {
    if (cluster !== side || (status !== 'warn' && status !== 'fail') || code === 'LD-DISC-010') return false;
    return code !== 'LD-DISC-002' || !announces;
  });
}
