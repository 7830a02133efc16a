import { isGlobal, serviceFamily } from '../../../src/lab/network/addresses.js';
import type { Backend, ServiceEntry, ServicePort } from '../../../src/lab/network/services.js';
import type { IpFamily } from '../../../src/lab/topology/cluster-spec.js';
import { uniqueLocal } from './ipv6-plan.js';
import { interfaceNames, privateSet } from './machines.js';

/** What the rules of a node depend on, for one family of addresses. */
export interface NodeView {
  readonly name: string;
  readonly family: IpFamily;
  /** Its own addresses of this family, that towards its LAN first. */
  readonly addresses: readonly string[];
  /** The ranges of pods and Services; the latter have none in the second family. */
  readonly podCidr: string;
  readonly serviceCidr?: string | undefined;
  /** The address of this family of whatever has a backend's address. */
  readonly addressOf: (backend: Backend) => string | undefined;
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
  const { ip, isOwn } = wordsOf(node.family);
  const ports = services.flatMap((service) => service.ports.map((port) => entryOf(node, service, port)));
  const balancers = services.flatMap(({ loadBalancerAddresses }) => loadBalancerAddresses).filter(isOwn);
  return [
    `table ${ip} services {}`,
    `delete table ${ip} services`,
    `table ${ip} services {`,
    'chain refused {',
    ...balancers
      .filter((address) => tcpOnly.includes(address))
      .map((address) => `${ip} daddr ${address} meta l4proto udp iifname "${lan}" drop`),
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

interface FamilyWords {
  /** The family, in nft's words. */
  readonly ip: 'ip' | 'ip6';
  readonly icmp: 'icmp' | 'icmpv6';
  /** What the internet does not carry. */
  readonly unrouted: string;
  readonly isOwn: (address: string) => boolean;
}

function wordsOf(family: IpFamily): FamilyWords {
  const isOwn = (address: string): boolean => serviceFamily(address) === family;
  return family === 'IPv4'
    ? { ip: 'ip', icmp: 'icmp', unrouted: privateSet, isOwn }
    : { ip: 'ip6', icmp: 'icmpv6', unrouted: uniqueLocal, isOwn };
}

/** What was not translated and is meant for a Service all the same leads nowhere. */
function nobody({ serviceCidr, family }: NodeView, balancers: readonly string[]): string[] {
  const { ip } = wordsOf(family);
  const drop = (address: string) => `${ip} daddr ${address} ct direction original drop`;
  return [...(serviceCidr === undefined ? [] : [drop(serviceCidr)]), ...balancers.map(drop)];
}

/** Pods leave their cluster with their node's address; and a node that has one in the internet uses it there. */
function leaving({ addresses, podCidr, family }: NodeView): string[] {
  const { ip, unrouted } = wordsOf(family);
  const [own = ''] = addresses;
  const global = addresses.find(isGlobal);
  const pods = `oifname "${lan}" ${ip} saddr ${podCidr} ${ip} daddr != ${podCidr}`;
  const outside = `oifname "${lan}" ${ip} daddr != ${unrouted}`;
  return [
    ...(global === undefined || global === own
      ? []
      : [`${outside} ${ip} saddr { ${podCidr}, ${own} } snat to ${global}`]),
    `${pods} snat to ${own}`,
  ];
}

interface Rules {
  readonly refused: readonly string[];
  readonly translated: readonly string[];
}

function entryOf(node: NodeView, service: ServiceEntry, port: ServicePort): Rules {
  const { ip, icmp, isOwn } = wordsOf(node.family);
  const inside = [...(service.clusterIp === undefined ? [] : [service.clusterIp])].filter(isOwn);
  const balancers = service.loadBalancerAddresses.filter(isOwn);
  const ownPort = `${port.protocol} dport ${port.port}`;
  const hasFamily = service.families?.includes(node.family) ?? node.family === 'IPv4';
  const atNode =
    port.nodePort !== undefined && hasFamily
      ? [`${ip} daddr { ${node.addresses.join(', ')} } ${port.protocol} dport ${port.nodePort}`]
      : [];
  // A load balancer's address is short-cut inside of the cluster.
  const within = [...inside, ...balancers].map((address) => `${ip} daddr ${address} ${ownPort}`);
  const fromOutside = balancers.map((address) => `iifname "${lan}" ${ip} daddr ${address} ${ownPort}`);
  const backends = port.backends.flatMap((backend) => {
    const address = node.addressOf(backend);
    return address === undefined ? [] : [{ ...backend, address }];
  });
  if (backends.length === 0) {
    const refuse = (match: string) => `${match} reject with ${icmp} type port-unreachable`;
    return { refused: [...within, ...atNode].map(refuse), translated: [] };
  }
  const external = [...fromOutside, ...atNode];
  const isLocal = service.externalTrafficPolicy === 'Local';
  const here = isLocal ? backends.filter(({ node: at }) => at === node.name) : backends;
  const mark = isLocal ? '' : `meta mark set ${masquerade} `;
  return {
    refused: here.length === 0 ? external.map((match) => `${match} drop`) : [],
    translated: [
      ...(here.length === 0 ? [] : external.map((match) => `${match} ${mark}${toOneOf(here, ip)}`)),
      ...within.map((match) => `${match} ${toOneOf(backends, ip)}`),
    ],
  };
}

function toOneOf(backends: readonly Backend[], ip: FamilyWords['ip']): string {
  const [first] = backends;
  if (backends.length === 1 && first) {
    const address = ip === 'ip6' ? `[${first.address}]` : first.address;
    return `dnat to ${address}:${first.port}`;
  }
  const choices = backends.map(({ address, port }, index) => `${index} : ${address} . ${port}`);
  return `dnat ${ip} addr . port to numgen random mod ${backends.length} map { ${choices.join(', ')} }`;
}
