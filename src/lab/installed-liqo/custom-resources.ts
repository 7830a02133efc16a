import type { ClusterApi } from '../api/cluster-api.js';
import type { NewObject } from '../api/kubernetes-object.js';
import { resources, servedResources } from '../api/resources.js';
import { seed } from '../cluster/seed.js';

/** A CustomResourceDefinition: plural, group, version, kind and whether its objects live in namespaces. */
export type Definition = readonly [
  plural: string,
  group: string,
  version: string,
  kind: string,
  namespaced: boolean,
];

/** Those of charts liqo-crds v0.10.3 that tell something of endpoints or peerings. */
export const definitionsOfV010: readonly Definition[] = [
  ['foreignclusters', 'discovery.liqo.io', 'v1alpha1', 'ForeignCluster', false],
  ['resourcerequests', 'discovery.liqo.io', 'v1alpha1', 'ResourceRequest', true],
  ['resourceoffers', 'sharing.liqo.io', 'v1alpha1', 'ResourceOffer', true],
  ['networkconfigs', 'net.liqo.io', 'v1alpha1', 'NetworkConfig', true],
  ['tunnelendpoints', 'net.liqo.io', 'v1alpha1', 'TunnelEndpoint', true],
  ['ipamstorages', 'net.liqo.io', 'v1alpha1', 'IpamStorage', false],
  ['namespaceoffloadings', 'offloading.liqo.io', 'v1alpha1', 'NamespaceOffloading', true],
  ['virtualnodes', 'virtualkubelet.liqo.io', 'v1alpha1', 'VirtualNode', true],
];

/** Those of chart liqo-crds v1.2.0 that tell something of endpoints or peerings. */
export const definitionsOfV12: readonly Definition[] = [
  ['foreignclusters', 'core.liqo.io', 'v1beta1', 'ForeignCluster', false],
  ['tenants', 'authentication.liqo.io', 'v1beta1', 'Tenant', true],
  ['identities', 'authentication.liqo.io', 'v1beta1', 'Identity', true],
  ['resourceslices', 'authentication.liqo.io', 'v1beta1', 'ResourceSlice', true],
  ['networks', 'ipam.liqo.io', 'v1alpha1', 'Network', true],
  ['ips', 'ipam.liqo.io', 'v1alpha1', 'IP', true],
  ['configurations', 'networking.liqo.io', 'v1beta1', 'Configuration', true],
  ['connections', 'networking.liqo.io', 'v1beta1', 'Connection', true],
  ['gatewayclients', 'networking.liqo.io', 'v1beta1', 'GatewayClient', true],
  ['gatewayservers', 'networking.liqo.io', 'v1beta1', 'GatewayServer', true],
  ['publickeies', 'networking.liqo.io', 'v1beta1', 'PublicKey', true],
  ['wggatewayclienttemplates', 'networking.liqo.io', 'v1beta1', 'WgGatewayClientTemplate', true],
  ['wggatewayservertemplates', 'networking.liqo.io', 'v1beta1', 'WgGatewayServerTemplate', true],
  ['virtualnodes', 'offloading.liqo.io', 'v1beta1', 'VirtualNode', true],
];

/** Creates a definition, established. */
export function seedDefinition(api: ClusterApi, definition: Definition): void {
  const [plural, group, version, kind, namespaced] = definition;
  seed(api, resources.customResourceDefinitions, {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          subresources: { status: {} },
        },
      ],
    },
    status: {
      acceptedNames: { plural, kind },
      conditions: [
        { type: 'NamesAccepted', status: 'True' },
        { type: 'Established', status: 'True' },
      ],
      storedVersions: [version],
    },
  });
}

/** Creates an object of a kind that a definition in the store defines, such as `networks.ipam.liqo.io`. */
export function seedCustomObject(api: ClusterApi, definition: string, draft: NewObject): void {
  const resource = servedResources(api.store).find(
    ({ plural, group }) => `${plural}.${group}` === definition,
  );
  if (!resource) throw new Error(`no CustomResourceDefinition ${definition} in the lab`);
  seed(api, resource, draft);
}
