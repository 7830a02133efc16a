/** One of the two sites of every network. */
export type SiteName = 'a' | 'b';

/**
 * How a site's router rewrites the IPv4 source of what leaves towards the internet.
 *
 * `none`: the site's own addresses are routed everywhere. `masquerade`: the router's address, and the sender's port
 * where it is free. `random-ports`: the router's address, and a new port for each destination. `port-range`: the
 * router's address, and one of the ports 20000 to 20999.
 */
export type Masquerade = 'none' | 'masquerade' | 'random-ports' | 'port-range';

/** A port of the router's outer address (IPv4 and IPv6) that leads to the site's host. */
export interface PortForward {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Default: the same. */
  readonly hostPort?: number;
}

/** One site: a host for the agents behind a router. */
export interface Site {
  /** Default: `none`. IPv6 addresses are never rewritten. */
  readonly masquerade?: Masquerade;
  readonly portForwards?: readonly PortForward[];
  /** True when the site's host, too, reaches a forwarded port by the router's outer address. Default: false. */
  readonly hairpin?: boolean;
  /** MTU of the link between the router and the internet. Default: 1500. */
  readonly mtu?: number;
  /** nft text for the router, as `chain` makes it. Default: everything passes. */
  readonly routerRules?: string;
  /** nft text for the host. Default: everything passes. */
  readonly hostRules?: string;
}

/** A whole network: two sites, and the internet between them. */
export interface Topology {
  readonly a?: Site;
  readonly b?: Site;
  /** nft text for the internet. */
  readonly internetRules?: string;
}

/** What every network's namespaces are called in tests. */
export type NodeName = 'a' | 'a-router' | 'internet' | 'b-router' | 'b';

export const nodeNames: readonly NodeName[] = ['a', 'a-router', 'internet', 'b-router', 'b'];

/** The addresses of one site in one address family. */
interface SiteAddresses {
  readonly host: string;
  /** An address beside the host's that nobody has. */
  readonly absent: string;
  /** The router's address towards the host. */
  readonly inner: string;
  /** The router's address towards the internet. */
  readonly outer: string;
  /** The internet's end of the link to the router. */
  readonly internet: string;
  readonly lan: string;
  readonly lanPrefix: number;
  readonly linkPrefix: number;
}

/** `4` and `6`. */
export type Family = 4 | 6;

/** The same in every network: a network sees nothing of any other. Sources: RFC 1918, RFC 5737, RFC 3849. */
export const addresses: Readonly<Record<SiteName, Readonly<Record<Family, SiteAddresses>>>> = {
  a: {
    4: ipv4('10.1.0', '203.0.113'),
    6: ipv6('2001:db8:1:', '2001:db8:a:'),
  },
  b: {
    4: ipv4('10.2.0', '198.51.100'),
    6: ipv6('2001:db8:2:', '2001:db8:b:'),
  },
};

/** Addresses to which no router of any network has a route. */
export const noRouteAddress: Readonly<Record<Family, string>> = { 4: '192.0.2.1', 6: '2001:db8:ffff::1' };

function ipv4(lan: string, link: string): SiteAddresses {
  return {
    host: `${lan}.2`,
    absent: `${lan}.99`,
    inner: `${lan}.1`,
    outer: `${link}.2`,
    internet: `${link}.1`,
    lan: `${lan}.0/24`,
    lanPrefix: 24,
    linkPrefix: 24,
  };
}

function ipv6(lan: string, link: string): SiteAddresses {
  return {
    host: `${lan}:2`,
    absent: `${lan}:99`,
    inner: `${lan}:1`,
    outer: `${link}:2`,
    internet: `${link}:1`,
    lan: `${lan}:/64`,
    lanPrefix: 64,
    linkPrefix: 64,
  };
}

/** The hook a chain of rules stands in: `input` and `output` for a node's own packets, `forward` for those that pass. */
export type Hook = 'input' | 'output' | 'forward' | 'prerouting' | 'postrouting';

/** nft text: one chain with these rules, in a table of its own, after which everything else passes. */
export function chain(hook: Hook, ...rules: readonly string[]): string {
  return filterTable(`type filter hook ${hook} priority 0`, hook, rules);
}

/** The same before connections are tracked and addresses rewritten. */
export function rawChain(hook: Hook, ...rules: readonly string[]): string {
  return filterTable(`type filter hook ${hook} priority raw`, `raw_${hook}`, rules);
}

/** nft text: rewrites destinations of what comes in, such as `meta nfproto ipv4 meta l4proto tcp dnat ip to 10.2.0.2:80`. */
export function destinationChain(...rules: readonly string[]): string {
  return filterTable('type nat hook prerouting priority dstnat - 1', 'destinations', rules);
}

function filterTable(type: string, name: string, rules: readonly string[]): string {
  return ['table inet rules {', `chain ${name} {`, `${type}; policy accept;`, ...rules, '}', '}', ''].join(
    '\n',
  );
}

/** nft text of a site's masquerading and port-forwards; the router's outer interface is `internet`. */
export function addressTranslation(site: SiteName, described: Site): string {
  const { masquerade = 'none', portForwards = [], hairpin = false } = described;
  const own = addresses[site];
  const forwards = portForwards.flatMap(({ protocol, port, hostPort = port }) => [
    `ip daddr ${own[4].outer} ${protocol} dport ${port} dnat ip to ${own[4].host}:${hostPort}`,
    `ip6 daddr ${own[6].outer} ${protocol} dport ${port} dnat ip6 to [${own[6].host}]:${hostPort}`,
  ]);
  const incoming = hairpin ? forwards : forwards.map((rule) => `iifname "internet" ${rule}`);
  const outgoing = [
    ...(masquerade === 'none' ? [] : [`oifname "internet" meta nfproto ipv4 ${masqueradeRules[masquerade]}`]),
    ...(hairpin ? ['iifname "host" oifname "host" ct status dnat masquerade'] : []),
  ];
  if (incoming.length === 0 && outgoing.length === 0) return '';
  return [
    'table inet translation {',
    'chain incoming {',
    'type nat hook prerouting priority dstnat; policy accept;',
    ...incoming,
    '}',
    'chain outgoing {',
    'type nat hook postrouting priority srcnat; policy accept;',
    ...outgoing,
    '}',
    '}',
    '',
  ].join('\n');
}

const masqueradeRules: Readonly<Record<Exclude<Masquerade, 'none'>, string>> = {
  masquerade: 'masquerade',
  'random-ports': 'meta l4proto { tcp, udp } masquerade fully-random',
  'port-range': 'meta l4proto { tcp, udp } masquerade to :20000-20999',
};
