import { latestRelease, parseRelease, type LiqoRelease } from '../liqo/release.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf, type Fact } from '../model/fact.js';
import { type Side, sides } from '../model/peering.js';
import type { DiscoveryRequest } from './discovery-request.js';

/** What is known of the clusters that were named. */
export type DiscoveryFacts = Partial<Record<Side, Fact<ClusterFacts>>>;

/** The release whose rules hold, and whether anybody named it. */
export interface NamedRelease {
  readonly release: LiqoRelease;
  readonly isReleaseNamed: boolean;
}

/** The local cluster's release, else the remote one's, else the one that was asked for, else the last that could. */
export function releaseFor(request: DiscoveryRequest, facts: DiscoveryFacts): NamedRelease {
  const installed = sides
    .map((side) => facts[side])
    .map((fact) => (fact?.known === true ? valueOf(fact.value.liqo.version) : undefined));
  for (const version of [...installed, request.liqoVersion]) {
    const parsed = version === undefined ? undefined : parseRelease(version);
    if (parsed?.ok === true) return { release: parsed.value, isReleaseNamed: true };
  }
  const last = parseRelease(request.target.kind === 'domain' ? 'v0.4.0' : 'v0.10.3');
  return { release: last.ok ? last.value : latestRelease, isReleaseNamed: false };
}
