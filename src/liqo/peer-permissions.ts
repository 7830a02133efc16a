import type { PeeringIntent, Side } from '../model/peering.js';
import type { PermissionRow } from './needed-permission.js';

/** What decides which permissions `liqoctl peer` of v1.x needs in a cluster. */
export interface PeerSide {
  readonly side: Side;
  readonly intent: PeeringIntent;
  /** The tenant namespace is known to be there already. */
  readonly hasTenantNamespace: boolean;
}

/**
 * What `liqoctl peer` of v1.x needs: networking, then authentication, then a ResourceSlice in the consumer. Where it
 * reads and then creates the same kind of object, creating stands for both.
 *
 * SOURCE: pkg/liqoctl/{peer,network,authenticate}/*.go and pkg/liqoctl/wait/wait.go @v1.0.0,@v1.2.0; the provider's
 * half is what deployments/liqo/files/liqo-peering-user-*.yaml@v1.2.0 grants.
 */
export function peerPermissions(peer: PeerSide): readonly PermissionRow[] {
  return [
    { verb: 'list', resource: 'configmaps', where: 'liqo', purpose: 'to read the ID of the cluster' },
    ...(peer.hasTenantNamespace ? findingTenantNamespace : creatingTenantNamespace),
    ...(peer.intent.networkingDisabled ? [] : networking(peer)),
    ...(peer.side === 'local' ? authenticatingAsConsumer : authenticatingAsProvider(peer.intent)),
  ];
}

/**
 * liqoctl looks for the tenant namespace by its labels in the whole cluster. Where it may not, it takes the one with
 * the usual name, which somebody must have created beforehand, and never creates one.
 *
 * SOURCE: GetNamespace and CreateNamespace in pkg/tenantNamespace/namespaceManager.go @v1.0.0,@v1.2.0.
 */
export const creatingTenantNamespace: readonly PermissionRow[] = [
  { verb: 'list', resource: 'namespaces', where: 'cluster', purpose: 'to look for the tenant namespace' },
  { verb: 'create', resource: 'namespaces', where: 'cluster', purpose: 'to create the tenant namespace' },
];

const findingTenantNamespace: readonly PermissionRow[] = [
  { verb: 'get', resource: 'namespaces', where: 'tenant', purpose: 'to find the tenant namespace' },
];

/**
 * The gateway server is the provider's unless `--gw-server-service-location Consumer` is given.
 *
 * SOURCE: RunConnect in pkg/liqoctl/network/handler.go @v1.0.0,@v1.2.0.
 */
function networking({ side, intent }: PeerSide): readonly PermissionRow[] {
  const serverSide = intent.gateway.location === 'Consumer' ? 'local' : 'remote';
  return [
    {
      verb: 'list',
      resource: 'networks.ipam.liqo.io',
      where: 'liqo',
      purpose: 'to read the address ranges of the cluster',
    },
    {
      verb: 'create',
      resource: 'configurations.networking.liqo.io',
      where: 'tenant',
      purpose: 'to create the network configuration of the peer',
    },
    ...(side === serverSide ? gatewayServer : gatewayClient),
    { verb: 'get', resource: 'deployments.apps', where: 'tenant', purpose: 'to wait for the gateway' },
    { verb: 'get', resource: 'secrets', where: 'tenant', purpose: 'to read the public key of the gateway' },
    {
      verb: 'create',
      resource: 'publickeies.networking.liqo.io',
      where: 'tenant',
      purpose: "to create the public key of the peer's gateway",
    },
    {
      verb: 'list',
      resource: 'connections.networking.liqo.io',
      where: 'tenant',
      purpose: 'to wait for the tunnel',
    },
  ];
}

const gatewayServer: readonly PermissionRow[] = [
  {
    verb: 'get',
    resource: 'wggatewayservertemplates.networking.liqo.io',
    where: 'liqo',
    purpose: 'to check the template of the gateway server',
  },
  {
    verb: 'create',
    resource: 'gatewayservers.networking.liqo.io',
    where: 'tenant',
    purpose: 'to create the gateway server',
  },
];

const gatewayClient: readonly PermissionRow[] = [
  {
    verb: 'get',
    resource: 'wggatewayclienttemplates.networking.liqo.io',
    where: 'liqo',
    purpose: 'to check the template of the gateway client',
  },
  {
    verb: 'create',
    resource: 'gatewayclients.networking.liqo.io',
    where: 'tenant',
    purpose: 'to create the gateway client',
  },
];

/**
 * SOURCE: RunAuthenticate in pkg/liqoctl/authenticate/handler.go, GetClusterKeys in
 * pkg/liqo-controller-manager/authentication/keys.go, GetControlPlaneIdentityByClusterID (which looks in every
 * namespace) in pkg/utils/getters/k8sGetters.go, pkg/liqoctl/rest/resourceslice/create.go @v1.0.0,@v1.2.0.
 */
const authenticatingAsConsumer: readonly PermissionRow[] = [
  {
    verb: 'create',
    resource: 'secrets',
    where: 'tenant',
    purpose: "to have the provider's challenge signed",
  },
  {
    verb: 'get',
    resource: 'secrets',
    where: 'liqo',
    name: 'authentication-keys',
    purpose: 'to read the keys that the cluster authenticates with',
  },
  {
    verb: 'create',
    resource: 'identities.authentication.liqo.io',
    where: 'tenant',
    purpose: 'to create the identity in the provider',
  },
  {
    verb: 'list',
    resource: 'identities.authentication.liqo.io',
    where: 'cluster',
    purpose: 'to wait for the identity',
  },
  {
    verb: 'create',
    resource: 'resourceslices.authentication.liqo.io',
    where: 'tenant',
    purpose: 'to ask the provider for resources',
  },
];

/** SOURCE: pkg/liqoctl/authenticate/{handler,cluster}.go @v1.0.0,@v1.2.0. */
function authenticatingAsProvider({ peering }: PeeringIntent): readonly PermissionRow[] {
  return [
    { verb: 'create', resource: 'secrets', where: 'tenant', purpose: 'to create the challenge' },
    { verb: 'list', resource: 'secrets', where: 'tenant', purpose: 'to read the challenge' },
    ...(peering === 'in-band' ? [proxyAddress] : []),
    {
      verb: 'create',
      resource: 'tenants.authentication.liqo.io',
      where: 'tenant',
      purpose: 'to create the tenant that stands for the consumer',
    },
  ];
}

const proxyAddress: PermissionRow = {
  verb: 'get',
  resource: 'ips.ipam.liqo.io',
  where: 'liqo',
  name: 'api-server-proxy',
  purpose: "to read the address of the API server's proxy",
};
