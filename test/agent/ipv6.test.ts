import { networkInterfaces } from 'node:os';

import { expect, test } from 'vitest';

import { runAgent } from '../../src/agent/run-agent.js';
import type { AgentEvent } from '../../src/model/agent-event.js';
import type { ProbeTask } from '../../src/model/agent-plan.js';
import type { Observation } from '../../src/model/observation.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import { closedTcpPort, closedUdpPort, httpResponse, startHttps } from '../helpers/probe-servers.js';
import { shortLimits, testKey } from '../helpers/probe-setup.js';

const hasIpv6 = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .some(({ address }) => address === '::1');

const settings = { world: nodeWorld(), key: testKey, node: 'node-1', limits: shortLimits };
const common = { target: 'remote', host: '::1' } as const;

test.skipIf(!hasIpv6)('probes a responder and an API server that have IPv6 alone', async () => {
  const authority = await createAuthority('kubernetes');
  const version = JSON.stringify({ major: '1', minor: '34', gitVersion: 'v1.34.2' });
  const apiServer = await authority.issue({ names: ['kubernetes', '::1'] });
  const apiPort = await startHttps(apiServer, () => httpResponse(200, version), '::1');
  const [udpPort, tcpPort, closed] = await Promise.all([
    closedUdpPort(),
    closedTcpPort('::1'),
    closedUdpPort(),
  ]);
  const ending = new AbortController();
  const responder = await startResponder({ udpPort, tcpPort }, ending.signal);

  const standIn = { purpose: 'stand-in', ...common } as const;
  const probes: ProbeTask[] = [
    { kind: 'stand-in-udp', id: 'udp', service: 'gateway', port: udpPort, ...standIn },
    { kind: 'stand-in-tcp', id: 'tcp', service: 'auth', port: tcpPort, ...standIn },
    { kind: 'stand-in-udp', id: 'closed', service: 'gateway', port: closed, ...standIn },
    {
      kind: 'api-server',
      id: 'api',
      purpose: 'endpoint',
      service: 'apiServer',
      port: apiPort,
      certificateAuthority: authority.cert,
      ...common,
    },
  ];
  const seen = await observe(probes);
  ending.abort();
  await responder.ended;

  const outcomes = seen.map(({ id, outcome }) => `${id}: ${outcome}`).toSorted();
  expect(outcomes).toEqual(['api: open', 'closed: refused', 'tcp: open', 'udp: replied']);
  const own = /^\[::1\]:\d+$/;
  for (const id of ['udp', 'tcp']) {
    const one = seen.find((each) => each.id === id);
    expect(one?.observedSource).toMatch(own);
    // Nothing on the way to itself changes an address.
    expect(one?.localAddress).toBe(one?.observedSource);
  }
  expect(seen.find(({ id }) => id === 'api')?.certificate).toMatchObject({
    trusted: true,
    nameMatches: true,
  });
});

/** Resolves as soon as it listens, with a promise of its end. */
async function startResponder(
  ports: { readonly udpPort: number; readonly tcpPort: number },
  signal: AbortSignal,
): Promise<{ readonly ended: Promise<unknown> }> {
  let ended: Promise<unknown> = Promise.resolve();
  await new Promise<void>((listening) => {
    ended = runAgent({
      ...settings,
      plan: { role: 'responder', runId: 'x7k2p', side: 'remote', deadlineMs: 10_000, ...ports },
      emit: ({ type }: AgentEvent) => {
        if (type === 'listening') listening();
      },
      signal,
    });
  });
  return { ended };
}

async function observe(probes: ProbeTask[]): Promise<readonly Observation[]> {
  const seen: Observation[] = [];
  await runAgent({
    ...settings,
    plan: { role: 'prober', runId: 'x7k2p', from: 'local', view: 'pod', deadlineMs: 10_000, probes },
    emit: (event) => {
      if (event.type === 'observation') seen.push(event.observation);
    },
    signal: new AbortController().signal,
  });
  return seen;
}
