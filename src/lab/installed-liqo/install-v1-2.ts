import type { ClusterApi } from '../api/cluster-api.js';
import { resources } from '../api/resources.js';
import { seedNamespace } from '../cluster/base-objects.js';
import { seed } from '../cluster/seed.js';
import type { LiqoSpec } from '../topology/cluster-spec.js';
import { awsArguments, chartLabels, liqoNamespace, seedProgram, seedProxy } from './chart-objects.js';
import { seedPeerings } from './active-peerings.js';
import { definitionsOfV12, seedCustomObject, seedDefinition } from './custom-resources.js';

type LiqoV1 = Exclude<LiqoSpec, { auth: unknown }>;

/**
 * Installs Liqo v1.x as the chart of v1.2.0 does, with the nodes' subnet reserved. There is nothing to reach before a peering:
 * gateways are made by it.
 */
export function installLiqoV12(api: ClusterApi, liqo: LiqoV1, nodeSubnet: string): void {
  const { version } = liqo;
  seedNamespace(api, liqoNamespace);
  for (const definition of definitionsOfV12) seedDefinition(api, definition);
  seed(api, resources.configMaps, {
    metadata: {
      name: 'liqo-clusterid-configmap',
      namespace: liqoNamespace,
      labels: chartLabels('clusterid-configmap', 'clusterid-configmap', version),
    },
    data: { CLUSTER_ID: liqo.clusterId },
  });
  seedPrograms(api, liqo);
  seedNetworks(api, nodeSubnet);
  seedTemplates(api);
  seedPeerings(api, liqo.peerings ?? []);
}

function seedPrograms(api: ClusterApi, { version, apiServerAddress, asksAws }: LiqoV1): void {
  seedProgram(api, {
    name: 'controller-manager',
    component: 'controller-manager',
    version,
    args: [
      '--cluster-id=$(CLUSTER_ID)',
      '--liqo-namespace=$(POD_NAMESPACE)',
      '--networking-enabled=true',
      '--authentication-enabled=true',
      '--tls-compatibility-mode=false',
      '--offloading-enabled=true',
      ...(apiServerAddress === undefined ? [] : [`--api-server-address-override=${apiServerAddress}`]),
      ...(asksAws === true ? awsArguments : []),
      '--geneve-port=6091',
      '--ipam-server=liqo-ipam.liqo:6000',
      '--enable-api-server-ip-remapping=true',
    ],
  });
  seedProgram(api, { name: 'crd-replicator', component: 'dispatcher', version, args: [] });
  seedProgram(api, { name: 'ipam', component: 'ipam', version, args: [] });
  seedProgram(api, {
    name: 'fabric',
    component: 'fabric',
    version,
    args: [],
    hostNetwork: true,
    daemonSet: true,
  });
  seedProxy(api, { version, args: ['--port=8118', '--force-host=kubernetes.default.svc:443'] });
}

/** The chart's defaults for what is not the cluster's own. */
function seedNetworks(api: ClusterApi, nodeSubnet: string): void {
  const networks = {
    'pod-cidr': api.spec.podCidr,
    'service-cidr': api.spec.serviceCidr,
    'external-cidr': '10.70.0.0/16',
    'internal-cidr': '10.80.0.0/16',
    [`reserved-${nodeSubnet.replaceAll(/[./]/gu, '-')}`]: nodeSubnet,
  };
  for (const [name, cidr] of Object.entries(networks)) {
    const type = cidr === nodeSubnet ? 'reserved' : name;
    seedCustomObject(api, 'networks.ipam.liqo.io', {
      metadata: { name, namespace: liqoNamespace, labels: { 'ipam.liqo.io/network-type': type } },
      spec: { cidr },
      status: { cidr },
    });
  }
}

function seedTemplates(api: ClusterApi): void {
  seedCustomObject(api, 'wggatewayservertemplates.networking.liqo.io', {
    metadata: { name: 'wireguard-server', namespace: liqoNamespace },
    spec: {
      objectKind: { apiVersion: 'networking.liqo.io/v1beta1', kind: 'WgGatewayServer' },
      template: {
        spec: {
          service: { metadata: { annotations: {} }, spec: { type: '{{ .Spec.Endpoint.ServiceType }}' } },
        },
      },
    },
  });
  seedCustomObject(api, 'wggatewayclienttemplates.networking.liqo.io', {
    metadata: { name: 'wireguard-client', namespace: liqoNamespace },
    spec: { objectKind: { apiVersion: 'networking.liqo.io/v1beta1', kind: 'WgGatewayClient' } },
  });
}
