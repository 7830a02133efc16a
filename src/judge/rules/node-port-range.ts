import { valueOf } from '../../model/fact.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { Finding } from '../../model/finding.js';
import { sides, type GatewayLocation, type Side } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** The default --service-node-port-range of the API server. Source: Kubernetes docs, Service, type NodePort. */
const defaultRange = { first: 30_000, last: 32_767 } as const;

const sideOf: Readonly<Record<GatewayLocation, Side>> = { Provider: 'remote', Consumer: 'local' };

/** LD-GW-005: a pinned node port is one that the API server of the cluster gives out. */
export function nodePortsAreInRange({ clusters, intent, release }: RuleContext): readonly Finding[] {
  const { nodePort, location } = intent.gateway;
  const server = location === undefined ? undefined : sideOf[location];
  return sides.flatMap((cluster) => {
    const others = nodePortsOf(clusters[cluster]);
    const isPinnedHere = nodePort !== undefined && (server ?? 'remote') === cluster;
    const pinned = release.generation === 'g3' && isPinnedHere ? nodePort : undefined;
    return pinned === undefined && others.length === 0 ? [] : [rangeFinding(cluster, pinned, others)];
  });
}

function rangeFinding(cluster: Side, pinned: number | undefined, inUse: readonly number[]): Finding {
  const code = 'LD-GW-005';
  const parts = { service: 'gateway', cluster } as const;
  const other = inUse.find((port) => !isInDefaultRange(port));
  if (pinned === undefined || isInDefaultRange(pinned)) {
    const reason = other === undefined ? undefined : wider(other);
    return makeFinding(code, { ...parts, status: 'pass', reason });
  }
  if (inUse.includes(pinned)) return makeFinding(code, { ...parts, status: 'pass', reason: wider(pinned) });
  if (other !== undefined) {
    const reason = `${wider(other)} Whether ${pinned} lies in it is not known.`;
    return makeFinding(code, { ...parts, status: 'unknown', reason });
  }
  const reason = `Node port ${pinned} lies outside of ${defaultRange.first}-${defaultRange.last}, the range that an API server has unless it is configured with another.`;
  return makeFinding(code, { ...parts, status: 'warn', reason });
}

function wider(port: number): string {
  return `Node port ${port} is in use, so the range of this cluster is not the default one.`;
}

function isInDefaultRange(port: number): boolean {
  return port >= defaultRange.first && port <= defaultRange.last;
}

function nodePortsOf({ liqo }: ClusterFacts): readonly number[] {
  return [valueOf(liqo.authService), valueOf(liqo.gatewayService)].flatMap((service) =>
    (service?.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort])),
  );
}
