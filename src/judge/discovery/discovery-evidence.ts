import type { LiqoRelease } from '../../liqo/release.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { DiscoveryView, DomainSight, FoundCluster, LanSight } from '../../model/discovery.js';
import type { Fact } from '../../model/fact.js';
import type { Side } from '../../model/peering.js';

/** Everything that a discovery is judged by. */
export interface DiscoveryEvidence {
  readonly by: 'lan' | 'domain' | 'url';
  readonly view: DiscoveryView;
  /** Whose rules hold: the local cluster's, else the one that was named. */
  readonly release: LiqoRelease;
  /** False where neither a cluster nor the operator named the release, so that another may hold. */
  readonly isReleaseNamed: boolean;
  /** What is known of the clusters whose kubeconfigs were given; absent where none was. */
  readonly facts: Readonly<Partial<Record<Side, Fact<ClusterFacts>>>>;
  readonly clusters: readonly FoundCluster[];
  /** The interfaces that the operator named; absent or empty for all. */
  readonly namedInterfaces?: readonly string[] | undefined;
  readonly lan?: LanSight | undefined;
  readonly dns?: DomainSight | undefined;
  /** What a node of the remote cluster saw, where pods look from both. */
  readonly remoteLan?: LanSight | undefined;
  /** Why no pod could look from a node's own network, where that was wanted, by the cluster of the pod. */
  readonly nodeViewRefused?: Readonly<Partial<Record<Side, string>>> | undefined;
}
