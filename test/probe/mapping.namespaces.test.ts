import { expect } from 'vitest';

import type { MappingProbe } from '../../src/model/agent-plan.js';
import type { Mapping } from '../../src/model/observation.js';
import { runProber, startResponder, udpPort } from '../network-namespaces/agents.js';
import { type BuildNetwork, testInNamespaces } from '../network-namespaces/in-namespaces.js';
import { addresses, chain, type Site } from '../network-namespaces/topology.js';

const ports = [30_001, 30_002] as const;

const secondUdpPort = udpPort + 2;

/** Had both the same port behind them, the router in front of the responder would have to tell the flows apart. */
const portForwards = [
  { protocol: 'udp', port: ports[0], hostPort: udpPort },
  { protocol: 'udp', port: ports[1], hostPort: secondUdpPort },
] as const;

const outside = addresses.a[4].outer;

function mappingTask(host: string, idleMs?: number[]): MappingProbe {
  return {
    kind: 'mapping',
    id: 'remote-gateway-mapping-1',
    purpose: 'mapping',
    service: 'gateway',
    target: 'remote',
    host,
    port: ports[0],
    secondPort: ports[1],
    ...(idleMs !== undefined && { idleMs }),
  };
}

/** What the responder at b sees of the sockets at a, which stand behind a router of this kind. */
async function mappingsBehind(a: Site, build: BuildNetwork, family: 4 | 6 = 4): Promise<readonly Mapping[]> {
  const network = await build({ a, b: { portForwards } });
  const responder = await startResponder(network, 'b', { secondUdpPort });
  const [seen] = await runProber(network, 'a', { probes: [mappingTask(addresses.b[family].outer)] });
  await responder.stop();
  expect(seen?.outcome).toBe('replied');
  return seen?.mappings ?? [];
}

interface Facts {
  readonly addresses: readonly string[];
  /** Entries whose source port is the socket's own. */
  readonly kept: number;
  /** Sockets that were seen with one port at one destination port and with another at the other. */
  readonly dependent: number;
  readonly sockets: number;
  readonly entries: number;
}

function factsOf(mappings: readonly Mapping[]): Facts {
  const portOf = (text: string) => text.slice(text.lastIndexOf(':') + 1);
  const sockets = [...new Set(mappings.map(({ localAddress }) => localAddress))];
  const sourcesOf = (socket: string) =>
    mappings.flatMap((each) => (each.localAddress === socket ? [each.observedSource] : []));
  return {
    addresses: [...new Set(mappings.map(({ observedSource }) => observedSource.replace(/:\d+$/, '')))],
    kept: mappings.filter((each) => portOf(each.observedSource) === portOf(each.localAddress)).length,
    dependent: sockets.filter((socket) => new Set(sourcesOf(socket)).size > 1).length,
    sockets: sockets.length,
    entries: mappings.length,
  };
}

const whole = { sockets: 4, entries: 8 };

testInNamespaces('sees its own addresses where nothing is translated', async (build) => {
  const mappings = await mappingsBehind({}, build);
  expect(mappings.filter((each) => each.localAddress !== each.observedSource)).toEqual([]);
  expect(factsOf(mappings)).toEqual({ addresses: [addresses.a[4].host], kept: 8, dependent: 0, ...whole });
});

testInNamespaces('sees its own IPv6 addresses beside an IPv4 NAT', async (build) => {
  const mappings = await mappingsBehind({ masquerade: 'masquerade' }, build, 6);
  const own = `[${addresses.a[6].host}]`;
  expect(factsOf(mappings)).toEqual({ addresses: [own], kept: 8, dependent: 0, ...whole });
});

testInNamespaces('sees a masquerade that keeps ports', async (build) => {
  const mappings = await mappingsBehind({ masquerade: 'masquerade' }, build);
  expect(factsOf(mappings)).toEqual({ addresses: [outside], kept: 8, dependent: 0, ...whole });
});

testInNamespaces('sees a masquerade with fully random ports choose by destination', async (build) => {
  const { kept, ...facts } = factsOf(await mappingsBehind({ masquerade: 'random-ports' }, build));
  expect(facts).toEqual({ addresses: [outside], dependent: 4, ...whole });
  // One of 64,512 ports may happen to be the socket's own.
  expect(kept).toBeLessThanOrEqual(1);
});

testInNamespaces('sees a masquerade to a range of ports change them', async (build) => {
  const mappings = await mappingsBehind({ masquerade: 'port-range' }, build);
  expect(factsOf(mappings)).toMatchObject({ addresses: [outside], kept: 0, ...whole });
  const seenPorts = mappings.map(({ observedSource }) => Number(observedSource.replace(/^.*:/, '')));
  expect(seenPorts.filter((port) => port < 20_000 || port > 20_999)).toEqual([]);
});

testInNamespaces(
  'hears nothing after a silence that the router forgets a flow in, and hears before',
  async (build) => {
    const network = await build({ a: { masquerade: 'masquerade' }, b: { portForwards } });
    const lifetime = [
      'net.netfilter.nf_conntrack_udp_timeout=4',
      'net.netfilter.nf_conntrack_udp_timeout_stream=6',
    ];
    const set = await network.exec('a-router', ['sysctl', '-q', '-w', ...lifetime]);
    expect(set.code).toBe(0);
    const responder = await startResponder(network, 'b', { secondUdpPort });
    const task = mappingTask(addresses.b[4].outer, [3000, 5000, 8000]);
    const [seen] = await runProber(network, 'a', { probes: [task] });
    const [arrival] = await responder.stop();
    // 5 s are more than Linux keeps a young flow here, and less than a stream.
    expect(seen?.idle).toEqual([
      { idleMs: 3000, alive: 8, of: 8 },
      { idleMs: 5000, alive: 8, of: 8 },
      { idleMs: 8000, alive: 0, of: 8 },
    ]);
    expect(arrival?.lateReplies).toBe(24);
  },
);

testInNamespaces('does not take the loss of some late replies for the end of a flow', async (build) => {
  const network = await build({
    a: { masquerade: 'masquerade' },
    b: { portForwards },
    internetRules: chain('forward', 'meta l4proto udp numgen random mod 100 < 20 drop'),
  });
  const responder = await startResponder(network, 'b', { secondUdpPort });
  const [seen] = await runProber(network, 'a', { probes: [mappingTask(addresses.b[4].outer, [3000])] });
  await responder.stop();
  expect(seen?.idle?.[0]?.alive).toBeGreaterThan(0);
  expect(seen?.idle?.[0]?.of).toBeGreaterThan(3);
});

testInNamespaces('knows nothing of mappings where no datagram was answered', async (build) => {
  const network = await build({ a: { masquerade: 'masquerade' } });
  const [seen] = await runProber(network, 'a', { probes: [mappingTask(addresses.b[4].outer, [3000])] });
  expect([seen?.outcome, seen?.mappings, seen?.idle]).toEqual(['refused', undefined, undefined]);
});

const hairpinTask = {
  kind: 'stand-in-udp',
  id: 'local-gateway-hairpin-1',
  purpose: 'hairpin',
  service: 'gateway',
  target: 'local',
  host: outside,
  port: ports[0],
} as const;

testInNamespaces('reaches its own public address where the router hands packets back', async (build) => {
  const network = await build({ a: { masquerade: 'masquerade', portForwards, hairpin: true } });
  const responder = await startResponder(network, 'a');
  const [seen] = await runProber(network, 'a', { probes: [hairpinTask] });
  await responder.stop();
  expect([seen?.outcome, seen?.observedSource?.replace(/:\d+$/, '')]).toEqual([
    'replied',
    addresses.a[4].inner,
  ]);
});

testInNamespaces('does not reach it where a forward serves the outside only', async (build) => {
  const network = await build({
    a: { masquerade: 'masquerade', portForwards },
  });
  const responder = await startResponder(network, 'a');
  const [seen] = await runProber(network, 'a', { probes: [hairpinTask] });
  expect([seen?.outcome, await responder.stop()]).toEqual(['refused', []]);
});
