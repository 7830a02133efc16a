import { isGlobal } from '../../../src/lab/network/addresses.js';
import type { Backend, ServiceEntry, ServicePort } from '../../../src/lab/network/services.js';
import { interfaceNames, privateSet } from './machines.js';

/** What the rules of a node depend on. */
export interface NodeView {
  readonly name: string;
  /** Its own IPv4 addresses, that towards its LAN first. */
  readonly addresses: readonly string[];
  readonly podCidr: string;
  readonly serviceCidr: string;
}

const { lan } = interfaceNames;
/** Marks what is to be masqueraded, as kube-proxy does. */
const masquerade = '0x4000';

/**
 * nft text of kube-proxy and of the network plugin's masquerading at one node, to load in place of what was there.
 *
 * Source: Kubernetes docs, "Virtual IPs and Service Proxies"; KEP-3866 for the shape of the rules.
 */
export function serviceRules(
  node: NodeView,
  services: readonly ServiceEntry[],
  tcpOnly: readonly string[],
): string {
  const ports = services.flatMap((service) => service.ports.map((port) => entryOf(node, service, port)));
  const balancers = services.flatMap(({ loadBalancerAddresses }) => loadBalancerAddresses).filter(isIpv4);
  return [
    'table ip services {}',
    'delete table ip services',
    'table ip services {',
    'chain refused {',
    ...balancers
      .filter((address) => tcpOnly.includes(address))
      .map((address) => `ip daddr ${address} meta l4proto udp iifname "${lan}" drop`),
    ...ports.flatMap(({ refused }) => refused),
    '}',
    'chain translated {',
    ...ports.flatMap(({ translated }) => translated),
    '}',
    'chain filter_incoming {',
    'type filter hook prerouting priority mangle + 10; policy accept;',
    'ct state new ct direction original jump refused',
    '}',
    'chain filter_own {',
    'type filter hook output priority mangle + 10; policy accept;',
    'ct state new ct direction original jump refused',
    '}',
    'chain incoming {',
    'type nat hook prerouting priority dstnat; policy accept;',
    'jump translated',
    '}',
    'chain own {',
    'type nat hook output priority -100; policy accept;',
    'jump translated',
    '}',
    'chain nobody {',
    'type filter hook prerouting priority -90; policy accept;',
    ...nobody(node, balancers),
    '}',
    'chain nobody_own {',
    'type filter hook output priority -90; policy accept;',
    ...nobody(node, balancers),
    '}',
    'chain outgoing {',
    'type nat hook postrouting priority srcnat; policy accept;',
    `meta mark ${masquerade} snat to ${node.addresses[0] ?? ''} fully-random`,
    ...leaving(node),
    '}',
    '}',
    '',
  ].join('\n');
}

/** What was not translated and is meant for a Service all the same leads nowhere. */
function nobody({ serviceCidr }: NodeView, balancers: readonly string[]): string[] {
  const drop = (address: string) => `ip daddr ${address} ct direction original drop`;
  return [drop(serviceCidr), ...balancers.map(drop)];
}

/** Pods leave their cluster with their node's address; and a node that has one in the internet uses it there. */
function leaving({ addresses, podCidr }: NodeView): string[] {
  const [own = ''] = addresses;
  const global = addresses.find(isGlobal);
  const pods = `oifname "${lan}" ip saddr ${podCidr} ip daddr != ${podCidr}`;
  const outside = `oifname "${lan}" ip daddr != ${privateSet}`;
  return [
    ...(global === undefined || global === own
      ? []
      : [`${outside} ip saddr { ${podCidr}, ${own} } snat to ${global}`]),
    `${pods} snat to ${own}`,
  ];
}

interface Rules {
  readonly refused: readonly string[];
  readonly translated: readonly string[];
}

function entryOf(node: NodeView, service: ServiceEntry, port: ServicePort): Rules {
  const inside = [...(service.clusterIp === undefined ? [] : [service.clusterIp])].filter(isIpv4);
  const balancers = service.loadBalancerAddresses.filter(isIpv4);
  const ownPort = `${port.protocol} dport ${port.port}`;
  const hasNodePort = port.nodePort !== undefined && (service.families?.includes('IPv4') ?? true);
  const atNode = hasNodePort
    ? [`ip daddr { ${node.addresses.join(', ')} } ${port.protocol} dport ${port.nodePort}`]
    : [];
  // A load balancer's address is short-cut inside of the cluster.
  const within = [...inside, ...balancers].map((address) => `ip daddr ${address} ${ownPort}`);
  const fromOutside = balancers.map((address) => `iifname "${lan}" ip daddr ${address} ${ownPort}`);
  const backends = port.backends.filter(({ address }) => isIpv4(address));
  if (backends.length === 0) {
    const refuse = (match: string) => `${match} reject with icmp type port-unreachable`;
    return { refused: [...within, ...atNode].map(refuse), translated: [] };
  }
  const external = [...fromOutside, ...atNode];
  const isLocal = service.externalTrafficPolicy === 'Local';
  const here = isLocal ? backends.filter(({ node: at }) => at === node.name) : backends;
  const mark = isLocal ? '' : `meta mark set ${masquerade} `;
  return {
    refused: here.length === 0 ? external.map((match) => `${match} drop`) : [],
    translated: [
      ...(here.length === 0 ? [] : external.map((match) => `${match} ${mark}${toOneOf(here)}`)),
      ...within.map((match) => `${match} ${toOneOf(backends)}`),
    ],
  };
}

function toOneOf(backends: readonly Backend[]): string {
  const [first] = backends;
  if (backends.length === 1 && first) return `dnat to ${first.address}:${first.port}`;
  const choices = backends.map(({ address, port }, index) => `${index} : ${address} . ${port}`);
  return `dnat ip addr . port to numgen random mod ${backends.length} map { ${choices.join(', ')} }`;
}

function isIpv4(address: string): boolean {
  return address.includes('.');
}
