import type { Side } from '../../model/peering.js';
import type { ClusterSpec } from './cluster-spec.js';
import type { Site } from './site.js';
import type { Topology } from './topology.js';

/** A site with the cluster on it. */
export interface Installation {
  readonly site: Site;
  readonly cluster: ClusterSpec;
}

/** Puts `a` on the side named and `b` on the other one. */
export function pair(sideOfA: Side, a: Installation, b: Installation): Pick<Topology, 'sites' | 'clusters'> {
  const [local, remote] = sideOfA === 'local' ? [a, b] : [b, a];
  return {
    sites: { local: local.site, remote: remote.site },
    clusters: { local: local.cluster, remote: remote.cluster },
  };
}
