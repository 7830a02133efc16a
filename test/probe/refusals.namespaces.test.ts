import { expect } from 'vitest';

import { defaultLimits } from '../../src/probe/limits.js';
import { runProber, startResponder } from '../network-namespaces/agents.js';
import { type BuildNetwork, testInNamespaces } from '../network-namespaces/in-namespaces.js';
import type { Network } from '../network-namespaces/network.js';
import { outcomeOf, tcpProbe, udpProbe } from '../network-namespaces/outcomes.js';
import {
  addresses,
  chain,
  type Family,
  noRouteAddress,
  type Topology,
} from '../network-namespaces/topology.js';

/*
 * What a kernel tells a probe that does not get through, or keeps from it: every row is a rule or a lack of the path,
 * with what a probe by UDP and one by TCP must make of it in IPv4 and in IPv6. Sources: udp(7), icmp(7); Linux
 * `icmp_err_convert` and `tab_unreach`: UDP sockets are told nothing of host- and network-unreachable.
 */

interface Row {
  readonly when: string;
  readonly topology: Topology;
  /** Default: the host at `b`. */
  readonly host?: (family: Family) => string;
  /** `ip` arguments that change the host at `a`. */
  readonly route?: (family: Family) => string;
  /** True when each probe needs a network of its own, because ICMP messages are counted or few. */
  readonly isApart?: true;
  readonly udp: Readonly<Record<Family, string>>;
  readonly tcp: Readonly<Record<Family, string>>;
}

const both = (outcome: string): Readonly<Record<Family, string>> => ({ 4: outcome, 6: outcome });

/** What the router in front of `b` does with everything that is meant for the responder. */
const atRouter = (ipv4: string, ipv6: string): Topology => ({
  b: {
    routerRules: chain(
      'forward',
      `meta nfproto ipv4 meta l4proto { tcp, udp } iifname "internet" ${ipv4}`,
      `meta nfproto ipv6 meta l4proto { tcp, udp } iifname "internet" ${ipv6}`,
    ),
  },
});

const rows: readonly Row[] = [
  {
    when: 'nothing hinders',
    topology: {},
    udp: both('replied'),
    tcp: both('open'),
  },
  {
    when: 'a firewall drops',
    topology: atRouter('drop', 'drop'),
    udp: both('silent'),
    tcp: both('filtered'),
  },
  {
    when: 'a firewall rejects with port-unreachable',
    topology: atRouter('reject with icmp port-unreachable', 'reject with icmpv6 port-unreachable'),
    udp: both('refused'),
    tcp: both('refused'),
  },
  {
    when: 'a firewall rejects with admin-prohibited',
    topology: atRouter('reject with icmp admin-prohibited', 'reject with icmpv6 admin-prohibited'),
    udp: { 4: 'unreachable host-unreachable', 6: 'unreachable prohibited' },
    tcp: { 4: 'unreachable host-unreachable', 6: 'unreachable prohibited' },
  },
  {
    when: 'a firewall rejects with host-prohibited, or policy-fail in IPv6',
    topology: atRouter('reject with icmp host-prohibited', 'reject with icmpv6 policy-fail'),
    udp: { 4: 'unreachable host-unreachable', 6: 'unreachable prohibited' },
    tcp: { 4: 'unreachable host-unreachable', 6: 'unreachable prohibited' },
  },
  {
    when: 'a firewall rejects with net-prohibited, or reject-route in IPv6',
    topology: atRouter('reject with icmp net-prohibited', 'reject with icmpv6 reject-route'),
    udp: { 4: 'unreachable network-unreachable', 6: 'unreachable prohibited' },
    tcp: { 4: 'unreachable network-unreachable', 6: 'unreachable prohibited' },
  },
  {
    // Linux refuses `reject with icmpv6` for protocols, hence the drop.
    when: 'a firewall rejects with prot-unreachable, and drops in IPv6',
    topology: atRouter('reject with icmp prot-unreachable', 'drop'),
    udp: { 4: 'unreachable protocol-unreachable', 6: 'silent' },
    tcp: { 4: 'unreachable protocol-unreachable', 6: 'filtered' },
  },
  {
    // Only the counters of the namespace show it to UDP.
    when: 'a firewall rejects with host-unreachable, or addr-unreachable in IPv6',
    topology: atRouter('reject with icmp host-unreachable', 'reject with icmpv6 addr-unreachable'),
    isApart: true,
    udp: both('silent icmp-unreachable'),
    tcp: both('unreachable host-unreachable'),
  },
  {
    // The connection attempt that goes along is told what UDP is not.
    when: 'a firewall rejects with net-unreachable, or no-route in IPv6',
    topology: atRouter('reject with icmp net-unreachable', 'reject with icmpv6 no-route'),
    udp: both('unreachable network-unreachable'),
    tcp: both('unreachable network-unreachable'),
  },
  {
    // UDP alone is met: what goes along by TCP is refused by the host, and only the counters show what UDP met.
    when: 'a firewall rejects UDP alone with net-unreachable, or no-route in IPv6',
    topology: {
      b: {
        routerRules: chain(
          'forward',
          'meta nfproto ipv4 meta l4proto udp reject with icmp net-unreachable',
          'meta nfproto ipv6 meta l4proto udp reject with icmpv6 no-route',
        ),
      },
    },
    isApart: true,
    udp: both('silent icmp-unreachable'),
    tcp: both('open'),
  },
  {
    // A router without a route limits its messages twice over: the first two packets of a source get one, and none
    // later while more come than one in two seconds (Linux `ip_error` and `icmpv4_xrlim_allow`, from one bucket).
    when: 'no router knows the way',
    topology: {},
    isApart: true,
    host: (family) => noRouteAddress[family],
    udp: both('unreachable network-unreachable'),
    tcp: both('unreachable network-unreachable'),
  },
  {
    when: 'nobody has the address',
    topology: {},
    host: (family) => addresses.b[family].absent,
    udp: both('unreachable host-absent'),
    tcp: both('unreachable host-absent'),
  },
  {
    when: 'nobody has the address on the own network',
    topology: {},
    host: (family) => addresses.a[family].absent,
    udp: both('unreachable host-absent'),
    tcp: both('unreachable host-absent'),
  },
  {
    when: 'nothing listens',
    topology: {},
    host: (family) => addresses.b[family].outer,
    udp: both('refused'),
    tcp: both('refused'),
  },
  {
    when: 'a firewall resets TCP and drops UDP',
    topology: {
      b: { routerRules: chain('forward', 'tcp dport 7001 reject with tcp reset', 'meta l4proto udp drop') },
    },
    udp: both('silent'),
    tcp: both('refused'),
  },
  {
    // TCP is not told that its own firewall drops.
    when: "the prober's own firewall drops what leaves",
    topology: { a: { hostRules: chain('output', 'meta l4proto { tcp, udp } drop') } },
    udp: both('unreachable own-firewall'),
    tcp: both('filtered'),
  },
  {
    when: "the prober's own firewall rejects what leaves",
    topology: { a: { hostRules: chain('output', 'meta l4proto { tcp, udp } reject') } },
    udp: both('unreachable own-firewall'),
    tcp: both('refused'),
  },
  {
    when: "the prober's own routes say unreachable",
    topology: {},
    route: (family) => `route add unreachable ${addresses.b[family].host}`,
    udp: both('unreachable host-unreachable'),
    tcp: both('unreachable host-unreachable'),
  },
  {
    when: "the prober's own routes say prohibited",
    topology: {},
    route: (family) => `route add prohibit ${addresses.b[family].host}`,
    udp: both('unreachable prohibited'),
    tcp: both('unreachable prohibited'),
  },
  {
    when: "the prober's own routes end in a black hole",
    topology: {},
    route: (family) => `route add blackhole ${addresses.b[family].host}`,
    udp: both('unreachable own-route'),
    tcp: both('unreachable own-route'),
  },
  {
    when: 'the prober has no default route',
    topology: {},
    route: (family) => `-${family} route del default`,
    udp: both('unreachable network-unreachable'),
    tcp: both('unreachable network-unreachable'),
  },
];

for (const row of rows) {
  testInNamespaces(`a probe says what the kernel knows when ${row.when}`, async (build) => {
    const seen = await (row.isApart === true ? probeApart(row, build) : probeTogether(row, build));
    expect({ udp: { 4: seen[0], 6: seen[1] }, tcp: { 4: seen[2], 6: seen[3] } }).toEqual({
      udp: row.udp,
      tcp: row.tcp,
    });
  });
}

testInNamespaces('a host that is absent is told from a filtered one after 3.1 s', async (build) => {
  const network = await build({});
  const [ipv4, ipv6] = await runProber(network, 'a', {
    probes: [tcpProbe(addresses.b[4].absent), tcpProbe(addresses.b[6].absent)],
  });
  for (const { timingsMs } of [ipv4!, ipv6!]) {
    expect(timingsMs['tcp']).toBeGreaterThan(3000);
    expect(timingsMs['tcp']).toBeLessThan(defaultLimits.tcpMs);
  }
});

const families: readonly Family[] = [4, 6];

function tasksOf({ host = (family) => addresses.b[family].host }: Row) {
  return [
    ...families.map((family) => udpProbe(host(family))),
    ...families.map((family) => tcpProbe(host(family))),
  ];
}

async function prepare({ topology, route }: Row, build: BuildNetwork): Promise<Network> {
  const network = await build(topology);
  await startResponder(network, 'b');
  for (const family of route === undefined ? [] : families) {
    await network.exec('a', ['ip', ...route!(family).split(' ')]);
  }
  return network;
}

async function probeTogether(row: Row, build: BuildNetwork): Promise<readonly string[]> {
  const network = await prepare(row, build);
  return (await runProber(network, 'a', { probes: tasksOf(row) })).map(outcomeOf);
}

function probeApart(row: Row, build: BuildNetwork): Promise<readonly string[]> {
  return Promise.all(
    tasksOf(row).map(async (task) => {
      const [seen] = await runProber(await prepare(row, build), 'a', { probes: [task] });
      return outcomeOf(seen!);
    }),
  );
}
