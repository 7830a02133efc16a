import { expect } from 'vitest';

import type { PathMtuProbe } from '../../src/model/agent-plan.js';
import type { Observation } from '../../src/model/observation.js';
import { runProber, startResponder, udpPort } from '../network-namespaces/agents.js';
import { testInNamespaces } from '../network-namespaces/in-namespaces.js';
import type { Network } from '../network-namespaces/network.js';
import { addresses, chain, type Family } from '../network-namespaces/topology.js';

const probeOf = (host: string): PathMtuProbe => ({
  kind: 'path-mtu',
  id: 'remote-gateway-path-mtu-1-nodeport',
  purpose: 'path-mtu',
  service: 'gateway',
  target: 'remote',
  host,
  port: udpPort,
});

/** Measures from a to b, as agents in the pods there do. */
async function measure(network: Network, family: Family): Promise<Observation> {
  const [seen] = await runProber(network, 'a', { probes: [probeOf(addresses.b[family].host)] });
  if (seen === undefined) throw new Error('the prober told nothing');
  return seen;
}

const families: readonly Family[] = [4, 6];

/** What keeps path MTU discovery from working: the router drops its own messages, or those that pass. */
const noIcmp = (hook: 'output' | 'forward') =>
  chain(hook, 'icmp type destination-unreachable icmp code 4 drop', 'icmpv6 type packet-too-big drop');

for (const family of families) {
  testInNamespaces(
    `finds 1500 bytes, both ways, over IPv${family} where nothing is narrower`,
    async (build) => {
      const network = await build({});
      await startResponder(network, 'b');
      const { outcome, pathMtu, cause } = await measure(network, family);
      expect({ outcome, pathMtu, cause }).toEqual({
        outcome: 'replied',
        pathMtu: { bytes: 1500, limitedBy: 'interface', back: { bytes: 1500 } },
        cause: undefined,
      });
    },
  );

  for (const mtu of [1420, 1400, 1280]) {
    testInNamespaces(`finds a link of ${mtu} bytes to the byte over IPv${family}`, async (build) => {
      const network = await build({ a: { mtu } });
      await startResponder(network, 'b');
      const { pathMtu, datagrams } = await measure(network, family);
      expect({ pathMtu, lost: datagrams?.lost }).toEqual({
        pathMtu: { bytes: mtu, limitedBy: 'too-big', back: { bytes: mtu } },
        lost: 0,
      });
    });
  }

  testInNamespaces(`finds it again over IPv${family} when the system knows already`, async (build) => {
    const network = await build({ a: { mtu: 1400 } });
    await startResponder(network, 'b');
    await measure(network, family);
    const { pathMtu } = await measure(network, family);
    expect(pathMtu).toEqual({ bytes: 1400, limitedBy: 'fragmented', back: { bytes: 1400 } });
  });

  testInNamespaces(`finds a black hole over IPv${family} and its size`, async (build) => {
    const network = await build({ a: { mtu: 1400, routerRules: noIcmp('output') } });
    await startResponder(network, 'b');
    const { pathMtu } = await measure(network, family);
    expect(pathMtu).toEqual({ bytes: 1400, limitedBy: 'black-hole', back: { bytes: 1400 } });
  });

  testInNamespaces(
    `finds a way back over IPv${family} that is narrower than the way there`,
    async (build) => {
      const network = await build({});
      await narrowWayBack(network, family, 1300);
      await startResponder(network, 'b');
      const { pathMtu } = await measure(network, family);
      const back = { bytes: 1300, limitedBy: 'fragmented' };
      expect(pathMtu).toEqual({ bytes: 1500, limitedBy: 'interface', back });
    },
  );

  testInNamespaces(`finds a black hole on the way back alone over IPv${family}`, async (build) => {
    const network = await build({ b: { routerRules: noIcmp('output') } });
    await narrowWayBack(network, family, 1300);
    await startResponder(network, 'b');
    const { pathMtu } = await measure(network, family);
    const back = { bytes: 1300, limitedBy: 'black-hole' };
    expect(pathMtu).toEqual({ bytes: 1500, limitedBy: 'interface', back });
  });
}

testInNamespaces('finds a narrow link beyond a network that masquerades', async (build) => {
  const network = await build({ a: { masquerade: 'random-ports' }, b: { mtu: 1420 } });
  await startResponder(network, 'b');
  const { pathMtu } = await measure(network, 4);
  expect(pathMtu).toEqual({ bytes: 1420, limitedBy: 'too-big', back: { bytes: 1420 } });
});

testInNamespaces('takes no loss for a black hole, whichever packets it hits', async (build) => {
  const network = await build({ internetRules: lossy });
  await startResponder(network, 'b');
  for (let run = 0; run < 5; run += 1) {
    const { pathMtu, cause } = await measure(network, 4);
    // What loss leaves open may be absent, but is never wrong.
    if (pathMtu === undefined) expect(cause).toMatch(/^size-un(certain|timely)$/);
    else expect(pathMtu).toMatchObject({ bytes: 1500, limitedBy: 'interface' });
    if (pathMtu?.back !== undefined) expect(pathMtu.back).toEqual({ bytes: 1500 });
  }
});

testInNamespaces('finds a narrow link and a black hole behind loss too, or leaves it open', async (build) => {
  const network = await build({
    a: { mtu: 1400, routerRules: noIcmp('output') },
    internetRules: lossy,
  });
  await startResponder(network, 'b');
  const { pathMtu, cause } = await measure(network, 4);
  if (pathMtu === undefined) expect(cause).toMatch(/^size-un(certain|timely)$/);
  else expect(pathMtu).toMatchObject({ bytes: 1400, limitedBy: 'black-hole' });
});

testInNamespaces('says nothing of sizes where nothing is answered', async (build) => {
  const network = await build({ internetRules: chain('forward', 'udp dport 7000 drop') });
  const { outcome, pathMtu } = await measure(network, 4);
  expect({ outcome, pathMtu }).toEqual({ outcome: 'silent', pathMtu: undefined });
});

/** One packet of five, in each direction. */
const lossy = chain('forward', 'meta l4proto udp numgen random mod 5 == 0 drop');

/** Lets b's router send no more than so many bytes; what comes in may be larger. */
async function narrowWayBack(network: Network, family: Family, mtu: number): Promise<void> {
  const { internet } = addresses.b[family];
  const command = ['ip', `-${family}`, 'route', 'change', 'default', 'via', internet];
  const { code, stderr } = await network.exec('b-router', [...command, 'mtu', 'lock', String(mtu)]);
  if (code !== 0) throw new Error(stderr);
}
