import type { Exposure, ScenarioId, ServiceId } from '../model/peering.js';

/**
 * One cell of the matrix: how a service of one cluster may be exposed in one scenario. The order is no preference.
 *
 * Where `NodePort` and `PortForwarding` stand together, they are meant together: a node port with a forwarded port of
 * the NAT device in front of it.
 */
export interface MatrixCell {
  readonly accepted: readonly Exposure[];
  /** Why, in one sentence. */
  readonly rationale: string;
}

/** The cells of the two clusters for one service. */
export interface MatrixRow {
  readonly a: MatrixCell;
  readonly b: MatrixCell;
}

/**
 * The rule over the gateway cells: each gateway, or in v1.x whichever side runs the server, can begin the tunnel. So the
 * two gateway entries of a pair are one requirement with two alternatives.
 *
 * Source: pre-install.md@v0.3.2, docs/installation/requirements.md@v0.10.3, docs/usage/peer.md@v1.2.0.
 */
export const gatewayIsOneOfTwo = 'The tunnel needs one of the two gateways to be reachable.';

const cell = (accepted: readonly Exposure[], rationale: string): MatrixCell => ({ accepted, rationale });
const both = (same: MatrixCell): MatrixRow => ({ a: same, b: same });

// Clusters that the Internet can reach.
const publicAuth = cell(
  ['LoadBalancer', 'Ingress'],
  'It is HTTPS, so a load balancer or an Ingress can publish it on the Internet.',
);
const publicGateway = cell(
  ['LoadBalancer', 'NodePort'],
  'It is UDP, so never an Ingress; one of the two gateways suffices, and a node port needs a node with a public address.',
);
const cloudApiServer = cell(
  ['Provided'],
  'The cloud publishes the API server; Liqo must be told its address.',
);
const publicApiServer = cell(
  ['Ingress', 'PublicAddress'],
  'It needs a public address or name that its certificate holds; an Ingress must pass TLS through.',
);
const cloudGatewayForNat = cell(
  ['LoadBalancer'],
  'The other side is behind NAT, so this is the gateway that must be reachable, best through a load balancer.',
);

// Clusters behind a NAT device.
const forwardedAuth = cell(
  ['NodePort', 'PortForwarding'],
  'The NAT device forwards a public port to the node port, and Liqo advertises the public address and port.',
);
const forwardedApiServer = cell(
  ['PortForwarding'],
  'The NAT device forwards a public port to the API server, whose certificate must hold the public address.',
);
const forwardedGateway = cell(
  ['NodePort', 'PortForwarding'],
  'The NAT device forwards a UDP port to the node port; it need not when the gateway of the other side is reachable.',
);

// Clusters that share a private network.
const lanAuth = cell(
  ['NodePort'],
  'The nodes reach each other, and only a node port is announced on the LAN.',
);
const lanApiServer = cell(['Exposed'], 'The other side reaches the address of a control-plane node.');
const lanGateway = cell(['NodePort'], 'The nodes reach each other, so the node port of a gateway is enough.');
const routedAuth = cell(
  ['NodePort', 'LoadBalancer'],
  'Private addresses are routed, so a node port or an internal load balancer is reachable.',
);
const routedGateway = cell(
  ['NodePort', 'LoadBalancer'],
  'Private addresses are routed, so a node port or an internal load balancer with UDP is reachable.',
);

/** Who A and B are in each scenario. */
export const situations: Readonly<Record<ScenarioId, string>> = {
  'cloud-to-cloud': 'A and B are managed clusters of public clouds.',
  'onprem-to-cloud':
    'A is on premises and exposed to the Internet, B is a managed cluster of a public cloud.',
  'onprem-nat-to-cloud': 'A is on premises behind NAT, B is a managed cluster of a public cloud.',
  'same-lan': 'A and B are on premises in one broadcast domain.',
  'onprem-to-onprem': 'A and B are on premises and exposed to the Internet.',
  'onprem-nat-to-onprem': 'A is on premises behind NAT, B is on premises and exposed to the Internet.',
  'nat-to-nat': 'A and B are both behind NAT, each behind its own.',
  'routed-private':
    'A and B have private addresses that are routed to each other: VPN, peered networks, campus.',
  'cloud-private': 'A is a managed cluster whose API server has a private endpoint only, B is any cluster.',
};

/**
 * How each service of each cluster may be exposed, by scenario.
 *
 * Source: docs/pages/installation/pre-install.md@v0.3.2 for the first four; the others follow from its rules.
 */
export const requirementMatrix: Readonly<Record<ScenarioId, Readonly<Record<ServiceId, MatrixRow>>>> = {
  'cloud-to-cloud': {
    auth: both(publicAuth),
    apiServer: both(cloudApiServer),
    gateway: both(publicGateway),
  },
  'onprem-to-cloud': {
    auth: both(publicAuth),
    apiServer: { a: publicApiServer, b: cloudApiServer },
    gateway: both(publicGateway),
  },
  'onprem-nat-to-cloud': {
    auth: { a: forwardedAuth, b: publicAuth },
    apiServer: { a: forwardedApiServer, b: cloudApiServer },
    gateway: { a: forwardedGateway, b: cloudGatewayForNat },
  },
  'same-lan': {
    auth: both(lanAuth),
    apiServer: both(lanApiServer),
    gateway: both(lanGateway),
  },
  'onprem-to-onprem': {
    auth: both(publicAuth),
    apiServer: both(publicApiServer),
    gateway: both(publicGateway),
  },
  'onprem-nat-to-onprem': {
    auth: {
      a: forwardedAuth,
      b: cell(
        ['LoadBalancer', 'NodePort', 'Ingress'],
        'It is HTTPS at a public address: of a load balancer, of a node, or of an Ingress.',
      ),
    },
    apiServer: { a: forwardedApiServer, b: publicApiServer },
    gateway: {
      a: forwardedGateway,
      b: cell(
        ['LoadBalancer', 'NodePort'],
        'The other side is behind NAT, so this is the gateway that must be reachable at a public address.',
      ),
    },
  },
  'nat-to-nat': {
    auth: both(forwardedAuth),
    apiServer: both(forwardedApiServer),
    gateway: both(
      cell(
        ['NodePort', 'PortForwarding'],
        'One of the two NAT devices must forward a UDP port to its gateway: no third party relays the tunnel.',
      ),
    ),
  },
  'routed-private': {
    auth: both(routedAuth),
    apiServer: both(lanApiServer),
    gateway: both(routedGateway),
  },
  'cloud-private': {
    auth: both(publicAuth),
    apiServer: {
      a: cell(
        ['Provided', 'InBand'],
        'Its private endpoint needs a public one beside it or a private link, or is reached through the tunnel.',
      ),
      b: cell(
        ['Provided', 'PublicAddress', 'Ingress'],
        'The API server must be reachable from the Internet, whoever publishes it.',
      ),
    },
    gateway: both(publicGateway),
  },
};
