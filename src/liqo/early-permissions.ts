import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { PermissionRow } from './needed-permission.js';
import { creatingTenantNamespace } from './peer-permissions.js';
import { isAtLeast, type LiqoRelease } from './release.js';

/**
 * What `liqoctl peer out-of-band` (v0.5–v0.10) or `liqoctl add cluster` (v0.3, v0.4) needs in the consumer. Only the
 * former waits for the virtual node.
 *
 * SOURCE: pkg/liqoctl/add/handler.go@v0.3.2,@v0.4.0, pkg/liqoctl/{peeroob,peer}/handler.go, pkg/liqoctl/wait/wait.go
 * and pkg/utils/authenticationtoken/tokensecret.go @v0.5.0,@v0.10.3.
 */
export function addingPermissions(release: LiqoRelease): readonly PermissionRow[] {
  return [
    clusterIdOf(release),
    { verb: 'get', resource: 'secrets', where: 'liqo', purpose: "to look for the provider's token" },
    { verb: 'create', resource: 'secrets', where: 'liqo', purpose: "to store the provider's token" },
    ...foreignCluster,
    ...(release.generation === 'g2' ? [virtualNode] : []),
  ];
}

/**
 * What `liqoctl generate peer-command` (v0.5–v0.10) or `liqoctl generate-add-command` (v0.3, v0.4) needs in the
 * provider. It reads the nodes only where nothing but a node's address exposes the authentication server.
 *
 * SOURCE: pkg/liqoctl/generate/handler.go@v0.3.2,@v0.5.0,@v0.10.3; GetHomeAuthURL in
 * pkg/utils/foreignCluster/getForeignCluster.go@v0.3.2,@v0.10.3.
 */
export function generatingPermissions(
  release: LiqoRelease,
  provider: ClusterFacts,
): readonly PermissionRow[] {
  return [
    authToken,
    clusterIdOf(release),
    ...(isAtLeast(release, 'v0.6.0') ? [] : [exposureArguments]),
    {
      verb: 'get',
      resource: 'services',
      where: 'liqo',
      name: 'liqo-auth',
      purpose: 'to read the address of the authentication server',
    },
    ...(mayTakeNodeAddress(provider) ? [nodeAddresses] : []),
  ];
}

/**
 * What `liqoctl peer in-band` (v0.5–v0.10) or `liqoctl connect` (v0.4) needs in either cluster, where it does what Liqo
 * does by itself out-of-band.
 *
 * SOURCE: pkg/liqoctl/connect/handler.go@v0.4.0, pkg/liqoctl/peerib/handler.go and
 * pkg/liqoctl/inband/{cluster,portForward}.go @v0.10.3.
 */
export function inBandPermissions(
  { generation }: LiqoRelease,
  { side }: ClusterFacts,
): readonly PermissionRow[] {
  return [
    clusterId,
    ...networkReads,
    authToken,
    ...creatingTenantNamespace,
    ...networkExchange,
    { verb: 'create', resource: 'secrets', where: 'liqo', purpose: "to store the peer's token" },
    ...foreignCluster,
    ...(side === 'local' && generation === 'g2' ? [virtualNode] : []),
  ];
}

const clusterId: PermissionRow = {
  verb: 'list',
  resource: 'configmaps',
  where: 'liqo',
  purpose: 'to read the ID of the cluster',
};

/** SOURCE: GetClusterIDWithControllerClient in pkg/utils/cluster_info.go@v0.3.0; pkg/utils/cluster_info.go@v0.3.2. */
function clusterIdOf(release: LiqoRelease): PermissionRow {
  return isAtLeast(release, 'v0.3.1') ? clusterId : { ...clusterId, verb: 'get', name: 'cluster-id' };
}

const authToken: PermissionRow = {
  verb: 'get',
  resource: 'secrets',
  where: 'liqo',
  name: 'auth-token',
  purpose: 'to read the token of the cluster',
};

const foreignCluster: readonly PermissionRow[] = [
  {
    verb: 'list',
    resource: 'foreignclusters.discovery.liqo.io',
    where: 'cluster',
    purpose: 'to look for the ForeignCluster of the peer',
  },
  {
    verb: 'create',
    resource: 'foreignclusters.discovery.liqo.io',
    where: 'cluster',
    purpose: 'to create the ForeignCluster of the peer',
  },
];

const virtualNode: PermissionRow = {
  verb: 'list',
  resource: 'nodes',
  where: 'cluster',
  purpose: 'to wait for the virtual node',
};

const nodeAddresses: PermissionRow = {
  verb: 'list',
  resource: 'nodes',
  where: 'cluster',
  purpose: "to read a node's address for the authentication server",
};

const exposureArguments: PermissionRow = {
  verb: 'list',
  resource: 'deployments.apps',
  where: 'liqo',
  purpose: 'to read how the authentication server is advertised',
};

const networkReads: readonly PermissionRow[] = [
  {
    verb: 'list',
    resource: 'deployments.apps',
    where: 'liqo',
    purpose: 'to read whether Liqo manages the network',
  },
  {
    verb: 'list',
    resource: 'ipamstorages.net.liqo.io',
    where: 'cluster',
    purpose: 'to read the address ranges of the cluster',
  },
  {
    verb: 'list',
    resource: 'services',
    where: 'liqo',
    purpose: 'to read the addresses of the gateway, the authentication server and the proxy',
  },
  { verb: 'list', resource: 'secrets', where: 'liqo', purpose: 'to read the public key of the gateway' },
];

const networkExchange: readonly PermissionRow[] = [
  {
    verb: 'create',
    resource: 'networkconfigs.net.liqo.io',
    where: 'tenant',
    purpose: 'to exchange the network configurations',
  },
  { verb: 'list', resource: 'pods', where: 'liqo', purpose: 'to find the network manager' },
  {
    verb: 'create',
    resource: 'pods/portforward',
    where: 'liqo',
    purpose: 'to ask the network manager for addresses',
  },
];

/** False only when it is known that an override or a load balancer gives the address. */
function mayTakeNodeAddress({ liqo }: ClusterFacts): boolean {
  if (typeof valueOf(liqo.authAddressOverride) === 'string') return false;
  const service = valueOf(liqo.authService);
  if (service === undefined || service === null) return true;
  return service.type !== 'LoadBalancer' && service.annotations['liqo.io/override-address'] === undefined;
}
