import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';

import { expect, test } from 'vitest';

import { runProber, startResponder, tcpPort, udpPort } from './agents.js';
import { decide } from './availability.js';
import { bundleOf } from './bundle.js';
import { testInNamespaces } from './in-namespaces.js';
import { buildNetwork, type Network } from './network.js';
import { outcomeOf, tcpProbe, udpProbe } from './outcomes.js';
import { addresses, chain, type Masquerade } from './topology.js';

const forwards = [
  { protocol: 'udp', port: 30000, hostPort: udpPort },
  { protocol: 'tcp', port: 30001, hostPort: tcpPort },
] as const;

testInNamespaces(
  'port-forwards lead to the host in both families, and agents tell what they saw',
  async (build) => {
    const network = await build({ b: { portForwards: forwards } });
    const responder = await startResponder(network, 'b');
    const probes = ([4, 6] as const).flatMap((family) => [
      udpProbe(addresses.b[family].outer, { port: 30000 }),
      tcpProbe(addresses.b[family].outer, { port: 30001 }),
    ]);
    const seen = await runProber(network, 'a', { probes });
    expect(seen.map(outcomeOf)).toEqual(['replied', 'open', 'replied', 'open']);
    expect((await responder.stop()).map(({ probe }) => probe).toSorted()).toEqual(
      probes.map(({ id }) => id).toSorted(),
    );
  },
);

const sources: readonly (readonly [Masquerade, RegExp])[] = [
  ['none', /^10\.1\.0\.2:OWN$/],
  ['masquerade', /^203\.0\.113\.2:OWN$/],
  ['random-ports', /^203\.0\.113\.2:(?!OWN$)\d+$/],
  ['port-range', /^203\.0\.113\.2:20\d\d\d$/],
];

for (const [masquerade, expected] of sources) {
  testInNamespaces(`the source is rewritten as "${masquerade}" says`, async (build) => {
    const network = await build({ a: { masquerade } });
    await startResponder(network, 'b');
    const { 4: ipv4, 6: ipv6 } = addresses.b;
    const seen = await runProber(network, 'a', { probes: [tcpProbe(ipv4.host), tcpProbe(ipv6.host)] });
    const ownPort = /:(\d+)$/.exec(seen[0]!.localAddress!)![1]!;
    expect(seen[0]!.observedSource!.replace(new RegExp(`:${ownPort}$`), ':OWN')).toMatch(expected);
    expect(seen[1]!.observedSource).toBe(seen[1]!.localAddress);
  });
}

testInNamespaces(
  "a site reaches its own forwards by its router's outer address only with hairpin",
  async (build) => {
    const outcomes = [true, false].map(async (hairpin) => {
      const network = await build({ b: { portForwards: forwards, hairpin } });
      await startResponder(network, 'b');
      const [seen] = await runProber(network, 'b', {
        probes: [tcpProbe(addresses.b[4].outer, { port: 30001 })],
      });
      return [outcomeOf(seen!), seen!.observedSource?.replace(/:\d+$/, '')];
    });
    expect(await Promise.all(outcomes)).toEqual([
      ['open', addresses.b[4].inner],
      ['refused', undefined],
    ]);
  },
);

testInNamespaces('a link has the MTU that the topology says, and hosts are told of it', async (build) => {
  const network = await build({ b: { mtu: 1400 } });
  const { host } = addresses.b[4];
  const program = `const socket = require('node:dgram').createSocket('udp4');
    socket.send(Buffer.alloc(1472), 9, '${host}', () => setTimeout(() => socket.close(), 50));`;
  await network.exec('a', [process.execPath, '-e', program]);
  expect((await network.exec('a', ['ip', 'route', 'get', host])).stdout).toContain('mtu 1400');
});

testInNamespaces('rules can be replaced while the network stands, and translation stays', async (build) => {
  const network = await build({ b: { portForwards: forwards } });
  await startResponder(network, 'b');
  const probe = async () => {
    const probes = [tcpProbe(addresses.b[4].outer, { port: 30001 })];
    return (await runProber(network, 'a', { probes })).map(outcomeOf);
  };
  expect(await probe()).toEqual(['open']);
  await network.setRules('b-router', chain('forward', `tcp dport ${tcpPort} reject with tcp reset`));
  expect(await probe()).toEqual(['refused']);
  await network.setRules('b-router');
  expect(await probe()).toEqual(['open']);
});

testInNamespaces('nothing is left of a network that was removed, or could not be built', async (build) => {
  const network = await build({});
  const child = network.start('a', ['sleep', '60']);
  const closed = once(child, 'close');
  expect(standing(network)).toHaveLength(5);
  await network.remove();
  expect(standing(network)).toEqual([]);
  expect(await closed).toEqual([null, 'SIGKILL']);

  const before = namespacesOfThisProcess();
  await expect(buildNetwork({ internetRules: 'no nft text' })).rejects.toThrow('syntax error');
  expect(namespacesOfThisProcess().filter((name) => !before.includes(name))).toEqual([]);
});

testInNamespaces('nothing is left of a test process that ends on Ctrl-C', async () => {
  const { child, namespaces } = await startBuilder();
  const closed = once(child, 'close');
  child.kill('SIGINT');
  expect(await closed).toEqual([null, 'SIGINT']);
  expect(among(namespaces)).toEqual([]);
});

testInNamespaces('the next test process removes what one left that was killed', async () => {
  const killed = await startBuilder();
  const closed = once(killed.child, 'close');
  killed.child.kill('SIGKILL');
  await closed;
  expect(among(killed.namespaces)).toHaveLength(5);
  const next = await startBuilder();
  expect(among(killed.namespaces)).toEqual([]);
  next.child.kill('SIGTERM');
  await once(next.child, 'close');
});

async function startBuilder(): Promise<{ child: ChildProcess; namespaces: readonly string[] }> {
  const program = await bundleOf('test/network-namespaces/programs/build-and-wait.ts');
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, namespaces: JSON.parse(line.toString()) as string[] };
}

function standing({ namespaces }: Network): readonly string[] {
  return among(Object.values(namespaces));
}

function among(names: readonly string[]): readonly string[] {
  return all().filter((name) => names.includes(name));
}

function namespacesOfThisProcess(): readonly string[] {
  return all().filter((name) => name.startsWith(`ld-${process.pid}-`));
}

function all(): readonly string[] {
  return readdirSync('/run/netns');
}

test('tests without namespaces are skipped, but fail where continuous integration demands them', () => {
  const not = { ok: false, reason: 'no root' } as const;
  expect(decide({ ok: true }, { CI: 'true' })).toBe('run');
  expect(decide(not, {})).toBe('skip');
  expect(decide(not, { CI: '' })).toBe('skip');
  expect(decide(not, { CI: 'true' })).toBe('fail');
  expect(decide(not, { CI: 'true', LIQO_DOCTOR_SKIP_NAMESPACES: '1' })).toBe('skip');
});
