import type { ClusterFacts } from '../model/cluster-facts.js';
import type { Fact } from '../model/fact.js';
import { valueOf } from '../model/fact.js';
import type { PeeringIntent } from '../model/peering.js';
import { addingPermissions, generatingPermissions, inBandPermissions } from './early-permissions.js';
import type { NeededPermission, PermissionRow, PermissionScope } from './needed-permission.js';
import { peerPermissions } from './peer-permissions.js';
import { isAtLeast, type LiqoRelease } from './release.js';

/** Which cluster liqoctl will work on, and for which peering. */
export interface LiqoctlUse {
  /** The release whose liqoctl will be used. */
  readonly release: LiqoRelease;
  readonly intent: PeeringIntent;
  /** The cluster that the permissions are needed in. */
  readonly cluster: ClusterFacts;
  /** The cluster at the other end. */
  readonly peer: ClusterFacts;
  /** Whether the namespace that `tenantNamespaceOf` names is there already. */
  readonly tenantNamespaceExists: Fact<boolean>;
}

/**
 * The name that v1.x gives the namespace which holds the objects of a peering; `undefined` for earlier releases, which
 * make it of the peer's name too, and when the peer's cluster ID is not known or gives no name for a namespace.
 *
 * SOURCE: getNameForNamespace in pkg/tenantNamespace/namespaceManager.go and UniqueName in
 * pkg/utils/foreigncluster/uniqueName.go @v1.0.0,@v1.2.0; pkg/utils/foreignCluster/uniqueName.go@v0.10.3.
 */
export function tenantNamespaceOf({ generation }: LiqoRelease, peer: ClusterFacts): string | undefined {
  const clusterId = valueOf(peer.liqo.clusterId);
  if (generation !== 'g3' || clusterId === undefined) return undefined;
  const namespace = `liqo-tenant-${clusterId}`;
  return namespaceName.test(namespace) ? namespace : undefined;
}

/** SOURCE: RFC 1123 labels, as Kubernetes validates names of namespaces. */
const namespaceName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * What liqoctl will need in a cluster, in the order in which it needs it: to peer, or to install Liqo where it is known
 * not to be there. At most sixteen permissions, whatever the size of the cluster.
 */
export function liqoctlPermissions(use: LiqoctlUse): readonly NeededPermission[] {
  return rowsOf(use).map(({ verb, resource, where, name, purpose }) => ({
    verb,
    resource,
    scope: scopeOf(where, use),
    ...(name === undefined ? {} : { name }),
    purpose,
  }));
}

function rowsOf({ release, intent, cluster, tenantNamespaceExists }: LiqoctlUse): readonly PermissionRow[] {
  if (valueOf(cluster.liqo.installed) === false) return [installing];
  if (release.generation === 'g3') {
    const hasTenantNamespace = valueOf(tenantNamespaceExists) === true;
    return peerPermissions({ side: cluster.side, intent, hasTenantNamespace });
  }
  if (intent.peering === 'in-band' && isAtLeast(release, 'v0.4.0'))
    return inBandPermissions(release, cluster);
  return cluster.side === 'local' ? addingPermissions(release) : generatingPermissions(release, cluster);
}

/**
 * `liqoctl install` has Helm create custom resource definitions, webhooks and cluster roles, and Kubernetes lets only
 * those create a cluster role who hold everything that it grants.
 *
 * SOURCE: deployments/liqo/files/*-ClusterRole.yaml@v0.3.2,@v0.10.3,@v1.2.0; Kubernetes, "Using RBAC Authorization",
 * "Privilege escalation prevention and bootstrapping".
 */
const installing: PermissionRow = { verb: '*', resource: '*', where: 'cluster', purpose: 'to install Liqo' };

function scopeOf(where: PermissionRow['where'], { release, cluster, peer }: LiqoctlUse): PermissionScope {
  if (where === 'cluster') return { kind: 'cluster' };
  const namespace = where === 'liqo' ? cluster.liqo.namespace : tenantNamespaceOf(release, peer);
  return namespace === undefined ? { kind: 'unknown-namespace' } : { kind: 'namespace', namespace };
}
