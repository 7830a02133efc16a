import type { Side } from '../../model/peering.js';
import type { ApiServerSpec, LiqoSpec } from '../topology/cluster-spec.js';
import { isV0 } from '../topology/liqo-spec.js';
import { isMachine } from '../topology/node-roles.js';
import type { MachineAddress, NodeSpec } from '../topology/site.js';
import type { Topology } from '../topology/topology.js';
import { whereGoConnects } from './go-url.js';
import { toldForIngress } from './ingress.js';
import type { LoadBalancerEntry } from './load-balancers.js';

/** Where a peer is told to connect. */
export interface AdvertisedAt {
  readonly host: string;
  readonly port: number;
}

/** Liqo of the releases with an authentication server. */
export type LiqoV0 = Extract<LiqoSpec, { auth: unknown }>;

/** GetAddress of pkg/discovery/nodeUtils.go: the first of these types that a node has. */
const typesInOrder: readonly MachineAddress['type'][] = [
  'ExternalDNS',
  'ExternalIP',
  'InternalDNS',
  'InternalIP',
  'Hostname',
];

/** The address by which Liqo names one of these nodes: types are the outer loop, nodes the inner one. */
export function addressOfNodes(nodes: readonly NodeSpec[]): string | undefined {
  for (const type of typesInOrder) {
    for (const { addresses } of nodes) {
      const found = addresses.find((one) => one.type === type);
      if (found) return found.address;
    }
  }
  return undefined;
}

/** `https://`, a host with a dot in it and perhaps a port: what the CRD of a ForeignCluster takes (its pattern of `foreignAuthUrl`). */
const foreignAuthUrl = /https:\/\/[-\w@:%.+~#=]+\.[a-zA-Z0-9()]{1,6}\b/;

/**
 * The URL that GetHomeAuthURL makes (pkg/utils/foreignCluster/getForeignCluster.go@v0.3.2–v0.10.3), as host and port;
 * `undefined` when it makes none, or one that no peer can use.
 */
export function authAddress(
  nodes: readonly NodeSpec[],
  { auth, version }: LiqoV0,
  entries: readonly LoadBalancerEntry[],
): AdvertisedAt | undefined {
  const told = toldOf(auth, version);
  const host = authHost(nodes, told, entries);
  const port = authPort(told);
  if (host === undefined || port === undefined) return undefined;
  const url = port === '443' ? `https://${host}` : `https://${host}:${port}`;
  if (host === '' || !foreignAuthUrl.test(url)) return undefined;
  return { host, port: port === '' ? 443 : Number(port) };
}

/** Before v0.6 an argument that is empty counts as none; annotations count by being there. */
function toldOf(auth: LiqoV0['auth'], version: LiqoV0['version']): LiqoV0['auth'] {
  const isArgument = version === 'v0.3.2' || version === 'v0.4.0' || version === 'v0.5.4';
  const told = toldForIngress(auth, isArgument);
  const { overrideAddress, ...others } = told;
  return isArgument && overrideAddress === '' ? others : told;
}

/** The port of Service liqo-auth, with TLS and without (templates/liqo-auth-service.yaml@v0.3.2–v0.10.3). */
export function servicePortOf({ tls = true }: LiqoV0['auth']): number {
  return tls ? 443 : 5000;
}

function authHost(
  nodes: readonly NodeSpec[],
  auth: LiqoV0['auth'],
  entries: readonly LoadBalancerEntry[],
): string | undefined {
  // A scheme and one slash at the end are taken off annotations; no topology here has them.
  if (auth.overrideAddress !== undefined) {
    return auth.overrideAddress.replace(/^https?:\/\//, '').replace(/\/$/, '');
  }
  if (auth.type === 'LoadBalancer') return entries[0]?.hostname ?? entries[0]?.ip;
  const [first] = nodes.filter(isMachine).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return first && addressOfNodes([first]);
}

function authPort(auth: LiqoV0['auth']): string | undefined {
  if (auth.overridePort !== undefined) return String(auth.overridePort);
  if (auth.type === 'LoadBalancer') return String(servicePortOf(auth));
  return auth.type === 'NodePort' && auth.nodePort !== undefined ? String(auth.nodePort) : undefined;
}

/**
 * What RetrieveWGEPFromService makes (pkg/utils/getters/dataGetters.go@v0.6.0–v0.10.3) with its overrides, which do
 * not help a load balancer without address.
 */
export function gatewayAddress(
  { gateway }: LiqoV0,
  nodeAddress: string,
  entries: readonly LoadBalancerEntry[],
): AdvertisedAt | undefined {
  const own = ownGatewayAddress(gateway, nodeAddress, entries);
  if (own === undefined) return undefined;
  const host = gateway.overrideAddress ?? own.host;
  const port = gateway.overridePort ?? own.port;
  return host === '' || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** The port of `gateway.config.listeningPort`, on which WireGuard listens too. */
export const wireGuardPort = 5871;

function ownGatewayAddress(
  gateway: LiqoV0['gateway'],
  nodeAddress: string,
  entries: readonly LoadBalancerEntry[],
): AdvertisedAt | undefined {
  switch (gateway.type) {
    case 'NodePort':
      return gateway.nodePort === undefined ? undefined : { host: nodeAddress, port: gateway.nodePort };
    case 'LoadBalancer': {
      const host = entries[0]?.ip ?? entries[0]?.hostname;
      return host === undefined ? undefined : { host, port: wireGuardPort };
    }
    case 'ClusterIP':
      return undefined;
  }
}

/**
 * The URL of GetURL (pkg/utils/apiserver/address.go@v0.5.0–v1.2.0): the configured one, else the address of a
 * control-plane node and port 6443 whatever the API server listens on.
 */
export function apiServerAddress(side: Side, { sites, clusters }: Topology): AdvertisedAt | undefined {
  const { liqo, apiServer } = clusters[side];
  const configured = liqo?.apiServerAddress ?? '';
  if (liqo?.asksAws === true && (isV0(liqo.version) || configured === '')) {
    return fromAws(liqo, apiServer, sites[side].nodes);
  }
  if (configured !== '') {
    const text = configured.startsWith('https://') ? configured : `https://${configured}`;
    return whereGoConnects(text);
  }
  return ofControlPlane(sites[side].nodes);
}

function ofControlPlane(nodes: readonly NodeSpec[]): AdvertisedAt | undefined {
  const host = addressOfNodes(nodes.filter((node) => node.controlPlane === true));
  return host === undefined ? undefined : { host, port: 6443 };
}

/**
 * What AWS says of the cluster: its endpoint by name. liqo-auth of v0.x works out the other address first, and ends
 * where there is none (internal/auth-service/auth-service.go@v0.3.2–v0.10.3; ForgeAuthParams in
 * pkg/identityManager/iamIdentityProvider.go@v1.0.0).
 */
function fromAws(
  liqo: LiqoSpec,
  { certificateNames: [name], port }: ApiServerSpec,
  nodes: readonly NodeSpec[],
): AdvertisedAt | undefined {
  const isAddressed = (liqo.apiServerAddress ?? '') !== '';
  if (isV0(liqo.version) && !isAddressed && ofControlPlane(nodes) === undefined) return undefined;
  return name === undefined ? undefined : { host: name, port };
}
