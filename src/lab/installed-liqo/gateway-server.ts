import { resources } from '../api/resources.js';
import { seedNamespace } from '../cluster/base-objects.js';
import { seed } from '../cluster/seed.js';
import { findNode, lanAddress } from '../network/machines.js';
import type { GatewayServerSpec } from '../topology/cluster-spec.js';
import { seedCustomObject } from './custom-resources.js';
import { gatewayShell, GatewayTraffic } from './gateway-shell.js';
import type { LiqoSite } from './install-v0-10.js';

/** Port that WireGuard listens on, and the Service's own (`--gw-server-service-port`). */
const wireGuardPort = 51_840;
const version = 'v1.2.0';

/**
 * The gateway server that `liqoctl network connect` of v1.2.0 leaves behind: the objects of the tenant namespace, and a
 * pod with a network of its own that listens and, like WireGuard to strangers, says nothing.
 */
export function seedGatewayServer(site: LiqoSite, { peerId, nodePort }: GatewayServerSpec): void {
  const { api, network, node } = site;
  const namespace = `liqo-tenant-${peerId}`;
  const peer = { 'liqo.io/remote-cluster-id': peerId };
  const machine = findNode(network.topology, api.side, node);
  seedNamespace(api, namespace);
  const labels = {
    'app.kubernetes.io/name': peerId,
    'app.kubernetes.io/part-of': 'liqo',
    'networking.liqo.io/component': 'gateway',
    'networking.liqo.io/gateway-name': peerId,
    'networking.liqo.io/gateway-namespace': namespace,
    'networking.liqo.io/active': 'true',
  };
  seedGatewayPod(site, { namespace, name: `gw-${peerId}`, labels });
  seed(api, resources.services, {
    metadata: { name: `gw-${peerId}`, namespace, labels },
    spec: {
      type: 'NodePort',
      selector: labels,
      ports: [{ protocol: 'UDP', port: wireGuardPort, targetPort: wireGuardPort, nodePort }],
    },
  });
  seedCustomObject(api, 'gatewayservers.networking.liqo.io', {
    metadata: { name: peerId, namespace, labels: peer },
    spec: { mtu: 1340, endpoint: { port: wireGuardPort, serviceType: 'NodePort', nodePort } },
    status: {
      endpoint: { addresses: [machine ? lanAddress(machine) : ''], port: nodePort, protocol: 'UDP' },
    },
  });
  seedCustomObject(api, 'foreignclusters.core.liqo.io', {
    metadata: { name: peerId, labels: peer },
    spec: { clusterID: peerId },
    status: { role: 'Unknown', modules: { networking: { enabled: true } } },
  });
}

interface GatewayPodNames {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

function seedGatewayPod(
  { api, network, addresses, node }: LiqoSite,
  { namespace, name, labels }: GatewayPodNames,
): void {
  const host = { kind: 'pod', side: api.side, node, address: addresses.next(node) } as const;
  const traffic = new GatewayTraffic();
  network.addPod(host);
  network.bindUdp(host, wireGuardPort, traffic.receive);
  const containers = ['gateway', 'wireguard', 'geneve'].map((container) => ({
    name: container,
    image: `ghcr.io/liqotech/gateway${container === 'gateway' ? '' : `/${container}`}:${version}`,
  }));
  const pod = seed(api, resources.pods, {
    metadata: { generateName: `${name}-`, namespace, labels },
    spec: { containers, nodeName: node },
    status: {
      phase: 'Running',
      podIP: host.address,
      podIPs: [{ ip: host.address }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
  api.programs?.install(
    pod.metadata.uid,
    gatewayShell(traffic, { address: host.address, port: wireGuardPort }),
  );
}
