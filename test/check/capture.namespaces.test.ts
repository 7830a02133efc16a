import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { expect } from 'vitest';

import { startCapture } from '../../src/check/capture-session.js';
import type { ClusterConnection } from '../../src/kubernetes/connection.js';
import { agentKey, runId, runProber } from '../network-namespaces/agents.js';
import { testInNamespaces } from '../network-namespaces/in-namespaces.js';
import type { Network } from '../network-namespaces/network.js';
import { addresses, chain } from '../network-namespaces/topology.js';

const port = 5871;
const programs = ['tcpdump', 'conntrack', 'timeout'];

/** Takes datagrams of both families and says nothing, as WireGuard does to strangers. */
const silentGateway = `const socket = require('node:dgram').createSocket('udp6');
socket.on('message', () => {}).bind(${port}, () => console.log('bound'));`;

/** Host b in the place of the gateway's pod: commands run there as the kubelet would run them. */
function podAt(network: Network): Pick<ClusterConnection, 'exec'> & { readonly commands: ChildProcess[] } {
  const commands: ChildProcess[] = [];
  return {
    commands,
    exec: ({ command, onStdout, onStderr }) => {
      const child = network.start('b', command);
      commands.push(child);
      child.stdout?.on('data', onStdout);
      child.stderr?.on('data', onStderr);
      const ended = once(child, 'close').then(([code]) => ({ kind: 'exited', code: Number(code) }) as const);
      const session = {
        ended,
        write: (text: string) => void child.stdin?.write(text),
        close: () => void child.stdin?.end(),
      };
      return Promise.resolve({ ok: true, value: session });
    },
  };
}

/** A capture of a run, with the real commands. */
async function capture(network: Network) {
  const connection = podAt(network);
  const started = await startCapture({
    connection,
    pod: { namespace: 'liqo', name: 'liqo-gateway-x', node: 'b', container: 'gateway' },
    ports: [port],
    identity: { runId, key: agentKey },
    limitMs: 40_000,
    signal: new AbortController().signal,
  });
  if (!started.ok) throw new Error(started.failure);
  return { ...started.value, commands: connection.commands };
}

/** A gateway that says nothing, at host b. */
async function startGateway(network: Network): Promise<ChildProcess> {
  const gateway = network.start('b', [process.execPath, '-e', silentGateway]);
  await new Promise((resolve) => gateway.stdout?.once('data', resolve));
  return gateway;
}

/** As on a node, where kube-proxy's rules have every flow tracked; then rules of the node's own. */
function nodeRules(own = ''): string {
  return `table inet node {
  chain input {
    type filter hook input priority 0
    ct state established accept
    ${own}
  }
}`;
}

function probe(network: Network, host: string, id: string) {
  const task = {
    kind: 'live-gateway',
    id,
    purpose: 'endpoint',
    service: 'gateway',
    target: 'remote',
  } as const;
  return runProber(network, 'a', { probes: [{ ...task, host, port }] });
}

/** The programs that run in a namespace. */
async function processesIn(network: Network): Promise<string> {
  const { stdout } = await network.exec('b-router', ['ip', 'netns', 'pids', network.namespaces.b]);
  return stdout.trim();
}

testInNamespaces(
  'a real tcpdump shows every authentic datagram of both address families once, and nothing of others',
  async (build) => {
    const network = await build({ b: { hostRules: nodeRules() } });
    const gateway = await startGateway(network);
    const running = await capture(network);
    const [ipv4] = await probe(network, addresses.b[4].host, 'over-ipv4');
    const [ipv6] = await probe(network, addresses.b[6].host, 'over-ipv6');
    const stranger = `require('node:dgram').createSocket('udp4').send('tenants', ${port}, '${addresses.b[4].host}', () => process.exit())`;
    await network.exec('a', [process.execPath, '-e', stranger]);
    const { arrivals, interruption } = await running.finish();
    gateway.kill();
    expect(interruption).toBeUndefined();
    expect(
      arrivals.map(({ sources, ...rest }) => ({
        ...rest,
        from: [...new Set(sources.map((source) => source.slice(0, source.lastIndexOf(':'))))],
      })),
    ).toEqual([
      { probe: 'over-ipv4', received: ipv4?.datagrams?.sent, tracked: true, from: [addresses.a[4].host] },
      {
        probe: 'over-ipv6',
        received: ipv6?.datagrams?.sent,
        tracked: true,
        from: [`[${addresses.a[6].host}]`],
      },
    ]);
    expect(ipv4?.outcome).toBe('silent');
  },
  programs,
);

testInNamespaces(
  'nothing is seen where a firewall on the way drops, while the same capture sees what comes after it is gone',
  async (build) => {
    const network = await build({ b: { routerRules: chain('forward', `udp dport ${port} drop`) } });
    const running = await capture(network);
    await probe(network, addresses.b[4].host, 'blocked');
    await network.setRules('b-router');
    await probe(network, addresses.b[4].host, 'passing');
    const { arrivals } = await running.finish();
    expect(arrivals.map(({ probe: id }) => id)).toEqual(['passing']);
  },
  programs,
);

testInNamespaces(
  "what arrives and is dropped by the node's own packet filter is seen, and known not to have passed it",
  async (build) => {
    const network = await build({ b: { hostRules: nodeRules(`udp dport ${port} drop`) } });
    const gateway = await startGateway(network);
    const running = await capture(network);
    const [seen] = await probe(network, addresses.b[4].host, 'dropped');
    const { arrivals } = await running.finish();
    gateway.kill();
    expect(arrivals.map(({ received, tracked }) => ({ received, tracked }))).toEqual([
      { received: seen?.datagrams?.sent, tracked: false },
    ]);
  },
  programs,
);

testInNamespaces(
  'nothing of a capture stays behind when whoever asked for it is gone',
  async (build) => {
    const network = await build({});
    const before = await processesIn(network);
    const { commands } = await capture(network);
    expect(await processesIn(network)).not.toBe(before);
    // The kubelet closes the input when the connection breaks.
    for (const command of commands) command.stdin?.end();
    await Promise.all(commands.map((command) => once(command, 'close')));
    expect(await processesIn(network)).toBe(before);
  },
  programs,
);
