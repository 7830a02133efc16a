import { isAtLeast, type LiqoRelease } from './release.js';

/**
 * `refused`: Liqo's own controllers end at once; `unchecked`: they do not look, but names that are made of it are
 * invalid; `unusual`: the chart would not have made it, but it works.
 */
export type ClusterIdForm = 'valid' | 'unusual' | 'unchecked' | 'refused';

/** A DNS-1123 label, which is what the controllers ask for. Source: RFC 1123 §2.1; IsDNS1123Label of Kubernetes. */
const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** What the chart of v0.x asks of an ID that is given, and makes itself where none is. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * What a release makes of a cluster ID. From v0.3.2 on, every controller that is told the ID ends with an error unless
 * it is a DNS-1123 label of at most 63 characters, which the chart of v1.x does not count. The chart of v0.x takes
 * UUIDs only, though its controllers do not.
 *
 * Source: pkg/utils/args/cluster-identity.go@v0.3.2–v1.2.0, templates/liqo-clusterid-configmap.yaml at the same tags.
 */
export function clusterIdForm(clusterId: string, release: LiqoRelease): ClusterIdForm {
  if (!label.test(clusterId)) return isAtLeast(release, 'v0.3.2') ? 'refused' : 'unchecked';
  return release.generation === 'g3' || uuid.test(clusterId) ? 'valid' : 'unusual';
}
