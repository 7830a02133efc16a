import { expect } from 'vitest';

import { refineObservations } from '../../src/judge/evidence/refine-observations.js';
import type { Arrival } from '../../src/model/agent-event.js';
import type { Observation } from '../../src/model/observation.js';
import { runProber, startResponder, tcpPort, udpPort } from '../network-namespaces/agents.js';
import { type BuildNetwork, testInNamespaces } from '../network-namespaces/in-namespaces.js';
import type { Network } from '../network-namespaces/network.js';
import { outcomeOf, tcpProbe, udpProbe } from '../network-namespaces/outcomes.js';
import { addresses, chain, type Family, rawChain, type Topology } from '../network-namespaces/topology.js';

/* What becomes of probes where packets vanish on the way: with the responder's record as the second witness. */

const families: readonly Family[] = [4, 6];
const hosts = families.map((family) => addresses.b[family].host);

interface TwoWitnesses {
  readonly observations: readonly Observation[];
  readonly arrivals: readonly Arrival[];
}

/** Probes the responder at `b` by UDP and TCP, IPv4 and IPv6, and asks it what it saw. */
async function askBoth(network: Network): Promise<TwoWitnesses> {
  const responder = await startResponder(network, 'b');
  const observations = await runProber(network, 'a', {
    probes: [...hosts.map((host) => udpProbe(host)), ...hosts.map((host) => tcpProbe(host))],
  });
  return { observations, arrivals: await responder.stop() };
}

/** Outcomes as the judge sees them, who knows that the responder had answered its own cluster before. */
function judged({ observations, arrivals }: TwoWitnesses): readonly string[] {
  const controls = hosts.map((host): Observation => ({
    ...udpProbe(host, { id: `control-${host}`, purpose: 'control' }),
    from: 'remote',
    view: 'pod',
    protocol: 'udp',
    outcome: 'replied',
    timingsMs: {},
  }));
  const standIns = hosts.map((host) => ({
    cluster: 'remote' as const,
    service: 'gateway' as const,
    exposure: 'NodePort' as const,
    status: 'raised' as const,
    nodePort: udpPort,
    endpoint: { protocol: 'udp' as const, host, ports: [udpPort, tcpPort] },
  }));
  const evidence = {
    standIns,
    arrivals,
    workloads: [],
    observations: [
      ...controls.map((observation) => ({ observation, receivedAtMs: 0 })),
      ...observations.map((observation) => ({ observation, receivedAtMs: 10_000 })),
    ],
  };
  const plan = {
    generation: 'g3',
    liqoVersion: 'v1.0.0',
    generationReason: '',
    standIns: [],
    notRaised: [],
    probes: { local: [], remote: [] },
  } as const;
  return refineObservations(evidence, plan)
    .slice(controls.length)
    .map(({ observation }) => outcomeOf(observation));
}

/** How many datagrams of each UDP probe the responder saw. */
const received = ({ arrivals }: TwoWitnesses) =>
  hosts.map((host) => arrivals.find(({ probe }) => probe === `udp-${host}`)?.received ?? 0);

async function witnessesOf(build: BuildNetwork, topology: Topology): Promise<TwoWitnesses> {
  return askBoth(await build(topology));
}

testInNamespaces('a request that is dropped on its way is told from a lost reply', async (build) => {
  const seen = await witnessesOf(build, {
    b: { routerRules: chain('forward', 'iifname "internet" meta l4proto { tcp, udp } drop') },
  });
  expect(seen.observations.map(outcomeOf)).toEqual(['silent', 'silent', 'filtered', 'filtered']);
  expect(seen.arrivals).toEqual([]);
  expect(judged(seen)).toEqual(['request-lost', 'request-lost', 'filtered', 'filtered']);
});

testInNamespaces('a reply that is dropped on its way is told from a lost request', async (build) => {
  const seen = await witnessesOf(build, {
    b: { routerRules: chain('forward', 'oifname "internet" meta l4proto { tcp, udp } drop') },
  });
  expect(seen.observations.map(outcomeOf)).toEqual(['silent', 'silent', 'filtered', 'filtered']);
  // All of both rounds came, and nothing by TCP, whose handshake takes both directions.
  expect(received(seen)).toEqual([20, 20]);
  expect(seen.arrivals).toHaveLength(2);
  expect(judged(seen)).toEqual(['reply-lost', 'reply-lost', 'filtered', 'filtered']);
});

testInNamespaces('a filter without memory that lets no replies in stops UDP and not TCP', async (build) => {
  const seen = await witnessesOf(build, {
    a: {
      routerRules: rawChain(
        'prerouting',
        'iifname "internet" udp sport != { 53, 123 } drop',
        'iifname "internet" tcp flags & (syn | ack) == syn drop',
      ),
    },
  });
  expect(seen.observations.map(outcomeOf)).toEqual(['silent', 'silent', 'open', 'open']);
  expect(judged(seen)).toEqual(['reply-lost', 'reply-lost', 'open', 'open']);
});

testInNamespaces('a firewall that knows connections lets replies in', async (build) => {
  const seen = await witnessesOf(build, {
    a: {
      masquerade: 'masquerade',
      routerRules: chain(
        'forward',
        'iifname "internet" ct state established,related accept',
        'iifname "internet" meta l4proto { tcp, udp } drop',
      ),
    },
  });
  expect(seen.observations.map(outcomeOf)).toEqual(['replied', 'replied', 'open', 'open']);
});

/** A fifth of all packets in each direction. */
const everyFifth = chain('forward', 'meta l4proto { tcp, udp } numgen random mod 100 < 20 drop');

// Each draws anew: nftables takes no seed. A probe fails once in 1e9 (UDP) and 1e6 (TCP) runs.
for (const draw of [1, 2, 3, 4, 5]) {
  testInNamespaces(
    `what is reachable is never called unreachable where 20 % is lost each way, draw ${draw}`,
    async (build) => {
      const network = await build({ internetRules: everyFifth });
      await startResponder(network, 'b');
      const probes = hosts.flatMap((host) =>
        [1, 2].flatMap((copy) => [
          udpProbe(host, { id: `udp-${host}-${copy}` }),
          tcpProbe(host, { id: `tcp-${host}-${copy}` }),
        ]),
      );
      const seen = await runProber(network, 'a', { probes });
      expect(seen.map(outcomeOf)).toEqual(
        probes.map(({ kind }) => (kind === 'stand-in-udp' ? 'replied' : 'open')),
      );
    },
  );
}

testInNamespaces(
  'what is unreachable is never called reachable where 20 % is lost each way',
  async (build) => {
    const network = await build({ internetRules: everyFifth, b: { routerRules: chain('forward', 'drop') } });
    await startResponder(network, 'b');
    const probes = hosts.flatMap((host) => [udpProbe(host), tcpProbe(host)]);
    const seen = await runProber(network, 'a', { probes });
    expect(seen.map(outcomeOf)).toEqual(['silent', 'filtered', 'silent', 'filtered']);
  },
);

testInNamespaces('a refusal is heard although most ICMP messages are withheld', async (build) => {
  const network = await build({});
  await spendMessages(network);
  const [udp] = await runProber(network, 'a', { probes: [udpProbe(addresses.b[4].host)] });
  expect(outcomeOf(udp!)).toBe('refused');
  expect(await messagesSent(network, 'b')).toBeLessThan(spentDatagrams);
});

testInNamespaces('a refusal by ICMP that is withheld from one SYN is told to a later one', async (build) => {
  const network = await build({
    b: { routerRules: chain('forward', 'meta l4proto { tcp, udp } reject with icmp port-unreachable') },
  });
  await spendMessages(network);
  const [tcp] = await runProber(network, 'a', { probes: [tcpProbe(addresses.b[4].host)] });
  expect(outcomeOf(tcp!)).toBe('refused');
  expect(await messagesSent(network, 'b-router')).toBeLessThan(spentDatagrams);
});

const spentDatagrams = 50;

/** Uses up the burst of messages that a kernel grants an address: from then on it is one a second. */
async function spendMessages(network: Network): Promise<void> {
  const program = `const socket = require('node:dgram').createSocket('udp4');
    for (let count = 0; count < ${spentDatagrams}; count += 1) socket.send('x', 9, '${addresses.b[4].host}');
    setTimeout(() => socket.close(), 50);`;
  await network.exec('a', [process.execPath, '-e', program]);
}

/** How many "destination unreachable" a node has sent. Source: proc(5), `/proc/net/snmp`. */
async function messagesSent(network: Network, node: 'b' | 'b-router'): Promise<number> {
  const { stdout } = await network.exec(node, ['cat', '/proc/net/snmp']);
  const [names = [], values = []] = stdout
    .split('\n')
    .filter((line) => line.startsWith('IcmpMsg:'))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf('OutType3')]);
}

testInNamespaces('a firewall that opens during a probe is found open', async (build) => {
  const closed = chain('forward', 'iifname "internet" meta l4proto { tcp, udp } counter drop');
  const network = await build({ b: { routerRules: closed } });
  await startResponder(network, 'b');
  const probing = runProber(network, 'a', {
    probes: [...hosts.map((host) => udpProbe(host)), ...hosts.map((host) => tcpProbe(host))],
  });
  // Not before every probe has met the closed firewall: four ports each by UDP, and one dial each by TCP.
  await until(async () => droppedAt(await network.exec('b-router', ['nft', 'list', 'ruleset'])) >= 10);
  await network.setRules('b-router');
  const seen = await probing;
  expect(seen.map(outcomeOf)).toEqual(['replied', 'replied', 'open', 'open']);
  expect(seen[0]!.datagrams!.lost).toBeGreaterThan(0);
});

testInNamespaces('a firewall that closes after the first replies leaves them counted', async (build) => {
  const network = await build({
    b: { routerRules: chain('forward', 'iifname "internet" udp dport 7000 numgen inc mod 1000 >= 2 drop') },
  });
  const responder = await startResponder(network, 'b');
  const [seen] = await runProber(network, 'a', { probes: [udpProbe(addresses.b[4].host)] });
  expect(outcomeOf(seen!)).toBe('replied');
  expect(seen!.datagrams).toMatchObject({ sent: 20, received: 2 });
  expect(seen!.datagrams!.flows!.map(({ received: replies }) => replies)).toEqual([1, 1, 0, 0]);
  expect((await responder.stop()).map((arrival) => arrival.received)).toEqual([2]);
});

function droppedAt({ stdout }: { readonly stdout: string }): number {
  return Number(/counter packets (\d+)/.exec(stdout)?.[1] ?? 0);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
