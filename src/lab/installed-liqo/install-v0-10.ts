import type { ClusterApi } from '../api/cluster-api.js';
import { resources } from '../api/resources.js';
import { seedNamespace } from '../cluster/base-objects.js';
import { seed } from '../cluster/seed.js';
import type { PodAddresses } from '../kubelet/pod-addresses.js';
import { findNode, hostNetworkAddress } from '../network/machines.js';
import type { Host } from '../network/packet.js';
import type { LabNetwork } from '../network/lab-network.js';
import type { LiqoServiceSpec, LiqoSpec } from '../topology/cluster-spec.js';
import { readsAnnotations } from '../topology/liqo-spec.js';
import type { ToldOverrides } from './auth-ingress.js';
import { overrideArguments, seedAuthIngress, toldByChart } from './auth-ingress.js';
import type { LiqoAuthServer } from './auth-server.js';
import { startAuthServer } from './auth-server.js';
import type { ChartProgram } from './chart-objects.js';
import { gatewayShell, GatewayTraffic } from './gateway-shell.js';
import {
  awsArguments,
  chartLabels,
  liqoNamespace,
  seedPod,
  seedProgram,
  seedProxy,
} from './chart-objects.js';
import { seedEarlyPeerings } from './active-peerings.js';
import { definitionsOfV010, seedCustomObject, seedDefinition } from './custom-resources.js';

type LiqoV010 = Extract<LiqoSpec, { auth: unknown }>;

/** Where Liqo's programs find their cluster. */
export interface LiqoSite {
  readonly api: ClusterApi;
  readonly network: LabNetwork;
  readonly addresses: PodAddresses;
  /** The node that Liqo's pods run on. */
  readonly node: string;
}

/** Starts what answers in place of liqo-auth. */
export type StartAuthServer = typeof startAuthServer;

/** Port that WireGuard listens on (`gateway.config.listeningPort`). */
const wireGuardPort = 5871;
/** Ports of the Service and of its pod, with TLS and without (`auth.tls`). */
const authPorts = { tls: { port: 443, targetPort: 8443 }, plain: { port: 5000, targetPort: 5000 } } as const;

/**
 * Installs Liqo v0.3.2–v0.10.3 as the chart of v0.10.3 does (object names, labels, arguments; overrides before v0.6 as
 * arguments of the controller manager), with the nodes' subnet reserved, an
 * authentication server that answers and a gateway that listens and, like WireGuard to strangers, says nothing.
 */
export async function installLiqoV010(
  site: LiqoSite,
  liqo: LiqoV010,
  startServer: StartAuthServer = startAuthServer,
): Promise<LiqoAuthServer> {
  const { api } = site;
  const { version } = liqo;
  seedNamespace(api, liqoNamespace);
  for (const definition of definitionsOfV010) seedDefinition(api, definition);
  seedIdentity(api, liqo);
  seedEarlyPeerings(api, liqo.peerings ?? []);
  seedNetworking(site, liqo.version);
  seedProgram(api, {
    name: 'controller-manager',
    component: 'controller-manager',
    version,
    args: [
      '--cluster-id=$(CLUSTER_ID)',
      `--cluster-name=${liqo.clusterName}`,
      '--liqo-namespace=$(POD_NAMESPACE)',
      '--enable-incoming-peering=true',
      '--auto-join-discovered-clusters=true',
      ...overrideArguments(version, liqo.auth),
    ],
  });
  seedGateway(site, liqo);
  return seedAuthentication(site, liqo, startServer);
}

function seedIdentity(api: ClusterApi, { clusterId, clusterName, version }: LiqoV010): void {
  seed(api, resources.configMaps, {
    metadata: {
      name: 'liqo-clusterid-configmap',
      namespace: liqoNamespace,
      labels: chartLabels('clusterid-configmap', 'clusterid-configmap', version),
    },
    data: { CLUSTER_ID: clusterId, CLUSTER_NAME: clusterName },
  });
}

function seedNetworking({ api, network }: LiqoSite, version: string): void {
  const { podCidr, serviceCidr } = api.spec;
  const { subnet } = network.topology.sites[api.side].lan;
  seedProgram(api, {
    name: 'network-manager',
    component: 'networking',
    version,
    args: [
      '--run-as=liqo-network-manager',
      `--manager.pod-cidr=${podCidr}`,
      `--manager.service-cidr=${serviceCidr}`,
      `--manager.reserved-pools=${subnet}`,
    ],
  });
  seedProxy(api, { version, args: [], portName: 'http' });
  seedCustomObject(api, 'ipamstorages.net.liqo.io', {
    metadata: { generateName: 'ipamstorage-', labels: { 'net.liqo.io/ipamstorage': 'true' } },
    spec: {
      podCIDR: podCidr,
      serviceCIDR: serviceCidr,
      externalCIDR: '10.201.0.0/16',
      reservedSubnets: [subnet],
      pools: [],
    },
  });
}

async function seedAuthentication(
  site: LiqoSite,
  liqo: LiqoV010,
  startServer: StartAuthServer,
): Promise<LiqoAuthServer> {
  const { api, network, addresses, node } = site;
  const { version } = liqo;
  const tls = liqo.auth.tls !== false;
  const ports = authPorts[tls ? 'tls' : 'plain'];
  const program: ChartProgram = {
    name: 'auth',
    component: 'discovery',
    version,
    podLabels: { run: 'auth-service' },
    args: [
      '--cluster-id=$(CLUSTER_ID)',
      `--cluster-name=${liqo.clusterName}`,
      '--namespace=$(POD_NAMESPACE)',
      `--address=:${ports.targetPort}`,
      ...(tls ? ['--enable-tls'] : []),
      '--enable-authentication=true',
      ...(liqo.apiServerAddress === undefined
        ? []
        : [`--advertise-api-server-address=${liqo.apiServerAddress}`]),
      ...(liqo.asksAws === true ? awsArguments : []),
    ],
  };
  seedProgram(api, program);
  const pod = { kind: 'pod', side: api.side, node, address: addresses.next(node) } as const;
  network.addPod(pod);
  const { clusterId, clusterName } = liqo;
  const server = await startServer({ clusterId, clusterName, tls });
  network.listenTcp(pod, ports.targetPort, { loopbackPort: server.port, secret: '' });
  seedPod(api, program, pod);
  seedLiqoService(api, {
    name: 'auth',
    version,
    component: 'discovery',
    spec: liqo.auth,
    told: toldByChart(liqo.auth),
    labels: { run: 'auth-service' },
    selector: { 'app.kubernetes.io/name': 'auth', run: 'auth-service' },
    port: { name: 'https', protocol: 'TCP', ...ports },
  });
  seedAuthIngress(site, version, liqo.auth);
  return server;
}

function seedGateway({ api, network, node }: LiqoSite, { version, gateway: spec }: LiqoV010): void {
  const program: ChartProgram = {
    name: 'gateway',
    component: 'networking',
    version,
    hostNetwork: true,
    podLabels: { 'net.liqo.io/gateway': 'active' },
    ports: [{ name: 'wireguard', protocol: 'UDP', containerPort: wireGuardPort }],
    args: ['--run-as=liqo-gateway', '--gateway.mtu=1340', `--gateway.listening-port=${wireGuardPort}`],
  };
  seedProgram(api, program);
  const host: Host = { kind: 'node', side: api.side, node };
  const traffic = new GatewayTraffic();
  network.bindUdp(host, wireGuardPort, traffic.receive);
  const machine = findNode(network.topology, api.side, node);
  const address = machine ? hostNetworkAddress(machine) : '';
  const pod = seedPod(api, program, { node, address });
  api.programs?.install(pod.metadata.uid, gatewayShell(traffic, { address, port: wireGuardPort }));
  seedLiqoService(api, {
    name: 'gateway',
    version,
    component: 'networking',
    spec,
    told: toldByChart(spec),
    labels: { 'net.liqo.io/gateway': 'true' },
    annotations: { 'net.liqo.io/gatewayNodeIP': address },
    selector: { 'net.liqo.io/gateway': 'active' },
    port: { name: 'wireguard', protocol: 'UDP', port: wireGuardPort, targetPort: wireGuardPort },
  });
}

interface LiqoService {
  readonly name: string;
  readonly version: LiqoV010['version'];
  readonly component: string;
  readonly spec: LiqoServiceSpec;
  readonly told: ToldOverrides;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly port: Readonly<Record<string, unknown>>;
}

function seedLiqoService(api: ClusterApi, service: LiqoService): void {
  const { name, component, version, spec, told } = service;
  const annotated = readsAnnotations(version);
  seed(api, resources.services, {
    metadata: {
      name: `liqo-${name}`,
      namespace: liqoNamespace,
      labels: { ...chartLabels(name, component, version), ...service.labels },
      annotations: {
        ...service.annotations,
        ...(annotated && told.address !== undefined && { 'liqo.io/override-address': told.address }),
        ...(annotated && told.port !== undefined && { 'liqo.io/override-port': told.port }),
      },
    },
    spec: {
      type: spec.type,
      ...(spec.isDualStack === true && { ipFamilyPolicy: 'PreferDualStack' }),
      selector: service.selector,
      ports: [{ ...service.port, ...(spec.nodePort !== undefined && { nodePort: spec.nodePort }) }],
    },
  });
}
