import { expect } from 'vitest';

import type { AuthProbe } from '../../src/model/agent-plan.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import { runProber, startResponder } from '../network-namespaces/agents.js';
import { testInNamespaces } from '../network-namespaces/in-namespaces.js';
import type { Network } from '../network-namespaces/network.js';
import { outcomeOf, tcpProbe, udpProbe } from '../network-namespaces/outcomes.js';
import { startProgram } from '../network-namespaces/programs.js';
import { addresses, chain, destinationChain, type Family } from '../network-namespaces/topology.js';

/* Firewalls, portals and proxies between a prober and a server that works. */

const authPort = 7443;
const proxyPort = 3128;
const clusterId = 'cluster-b';
const families: readonly Family[] = [4, 6];

async function startAuthServer(network: Network): Promise<void> {
  const authority = await createAuthority('authority');
  const certificate = await authority.issue({ names: families.map((family) => addresses.b[family].host) });
  await startProgram(network, 'b', { program: 'https-server', port: authPort, clusterId, ...certificate });
}

function authProbe(family: Family, wish: Partial<AuthProbe> = {}): AuthProbe {
  return {
    kind: 'auth',
    id: `auth-${family}`,
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: addresses.b[family].host,
    port: authPort,
    clusterId,
    ...wish,
  };
}

const authProbes = families.map((family) => authProbe(family));
const standInProbes = families.map((family) => tcpProbe(addresses.b[family].host));

testInNamespaces('nothing in between leaves an authentication server open', async (build) => {
  const network = await build({});
  await startAuthServer(network);
  const seen = await runProber(network, 'a', { probes: authProbes });
  expect(seen.map(outcomeOf)).toEqual(['open', 'open']);
});

testInNamespaces(
  'a firewall that lets connections be made and no data pass is told by phase',
  async (build) => {
    const network = await build({
      b: { routerRules: chain('forward', 'iifname "internet" tcp flags & psh == psh drop') },
    });
    await Promise.all([startAuthServer(network), startResponder(network, 'b')]);
    const seen = await runProber(network, 'a', { probes: [...authProbes, ...standInProbes] });
    expect(seen.map((each) => [outcomeOf(each), each.phase])).toEqual([
      ['tls-failure accepted-then-silent', 'tls'],
      ['tls-failure accepted-then-silent', 'tls'],
      ['wrong-service accepted-then-silent', 'tcp'],
      ['wrong-service accepted-then-silent', 'tcp'],
    ]);
  },
);

testInNamespaces(
  'a firewall that resets connections as soon as they carry data is told by phase',
  async (build) => {
    const network = await build({
      b: { routerRules: chain('forward', 'iifname "internet" tcp flags & psh == psh reject with tcp reset') },
    });
    await Promise.all([startAuthServer(network), startResponder(network, 'b')]);
    const seen = await runProber(network, 'a', { probes: [...authProbes, ...standInProbes] });
    expect(seen.map((each) => [outcomeOf(each), each.phase])).toEqual([
      ['reset rst', 'tls'],
      ['reset rst', 'tls'],
      ['reset rst', 'tcp'],
      ['reset rst', 'tcp'],
    ]);
  },
);

testInNamespaces(
  'a captive portal that all of TCP is led to is recognised, and UDP passes it by',
  async (build) => {
    const { 4: ipv4, 6: ipv6 } = addresses.a;
    const network = await build({
      a: {
        routerRules: destinationChain(
          `iifname "host" meta nfproto ipv4 meta l4proto tcp dnat ip to ${ipv4.inner}:8080`,
          `iifname "host" meta nfproto ipv6 meta l4proto tcp dnat ip6 to [${ipv6.inner}]:8080`,
        ),
      },
    });
    await Promise.all([
      startAuthServer(network),
      startResponder(network, 'b'),
      startProgram(network, 'a-router', { program: 'portal', port: 8080 }),
    ]);
    const udpProbes = families.map((family) => udpProbe(addresses.b[family].host));
    const seen = await runProber(network, 'a', { probes: [...authProbes, ...standInProbes, ...udpProbes] });
    expect(seen.map((each) => [outcomeOf(each), each.phase])).toEqual([
      ['tls-failure captive-portal', 'tls'],
      ['tls-failure captive-portal', 'tls'],
      ['wrong-service unexpected-answer', 'tcp'],
      ['wrong-service unexpected-answer', 'tcp'],
      ['replied', 'udp'],
      ['replied', 'udp'],
    ]);
    expect(seen[0]!.httpStatus).toBe(302);
  },
);

testInNamespaces('a proxy that accepts every connection and answers none is no server', async (build) => {
  const network = await build({
    a: {
      routerRules: destinationChain(
        `iifname "host" meta nfproto ipv4 meta l4proto tcp dnat ip to ${addresses.a[4].inner}:8080`,
      ),
    },
  });
  await startAuthServer(network);
  const silent = `require('node:net').createServer((s) => s.on('error', () => {})).listen(8080, () => console.log())`;
  const child = network.start('a-router', [process.execPath, '-e', silent]);
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  const seen = await runProber(network, 'a', { probes: [authProbe(4), authProbe(6)] });
  expect(seen.map(outcomeOf)).toEqual(['tls-failure accepts-every-port', 'open']);
});

/** A site that only its proxy leads out of. */
async function buildBehindProxy(
  build: Parameters<Parameters<typeof testInNamespaces>[1]>[0],
): Promise<Network> {
  const network = await build({
    a: { routerRules: chain('forward', 'iifname "host" meta l4proto tcp drop') },
  });
  await Promise.all([
    startAuthServer(network),
    startProgram(network, 'a-router', { program: 'connect-proxy', port: proxyPort }),
  ]);
  return network;
}

const proxyAt = (family: Family, port = proxyPort) => ({
  proxy: { scheme: 'http', host: addresses.a[family].inner, port, hasCredentials: false },
});

testInNamespaces(
  'a server that only a proxy leads to is open through it and filtered without',
  async (build) => {
    const network = await buildBehindProxy(build);
    const probes = families.flatMap((family) => [
      authProbe(family),
      authProbe(family, { id: `proxied-${family}`, ...proxyAt(family) }),
    ]);
    const seen = await runProber(network, 'a', { probes });
    expect(seen.map((each) => [outcomeOf(each), each.proxy?.host])).toEqual([
      ['filtered', undefined],
      ['open', addresses.a[4].inner],
      ['filtered', undefined],
      ['open', addresses.a[6].inner],
    ]);
  },
);

testInNamespaces(
  'what keeps a prober from its proxy, and a proxy from the server, is told apart',
  async (build) => {
    const network = await buildBehindProxy(build);
    await network.setRules('b-router', chain('forward', `tcp dport ${authPort} reject with tcp reset`));
    const seen = await runProber(network, 'a', {
      probes: [
        authProbe(4, { id: 'upstream', ...proxyAt(4) }),
        authProbe(4, { id: 'no-proxy', ...proxyAt(4, 3129) }),
        authProbe(4, { id: 'absent', proxy: { ...proxyAt(4).proxy, host: addresses.a[4].absent } }),
      ],
    });
    expect(seen.map((each) => [outcomeOf(each), each.phase])).toEqual([
      ['proxy-failure proxy-upstream-failure', 'proxy'],
      ['proxy-failure proxy-connection-refused', 'tcp'],
      ['proxy-failure proxy-unreachable', 'tcp'],
    ]);
  },
);
