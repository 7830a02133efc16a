import { performance } from 'node:perf_hooks';

import { expect, test } from 'vitest';

import type { StreamProbe } from '../../src/model/agent-plan.js';
import type { DialResult, Resolution, World } from '../../src/probe/world.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { closedTcpPort, startSaturated, startTcp } from '../helpers/probe-servers.js';
import { given, observe, shortLimits, testContext } from '../helpers/probe-setup.js';

const probeOf = (port: number, host = '127.0.0.1'): StreamProbe => ({
  kind: 'stand-in-tcp',
  id: 'remote-auth-stand-in-1-nodeport',
  purpose: 'stand-in',
  service: 'auth',
  target: 'remote',
  host,
  port,
});

const failed = { protocol: 'tcp', phase: 'tcp', phases: ['tcp'] } as const;

const atTcp = { phase: 'tcp', timingsMs: { tcp: expect.any(Number) as number } } as const;

/** Node's own world in which some addresses fail with recorded errnos, after so many milliseconds. */
function worldWith(addresses: readonly string[], failures: Readonly<Record<string, string>>): Partial<World> {
  return {
    resolve: () => Promise.resolve({ ok: true, addresses }),
    dialTcp: (address, port, signal): Promise<DialResult> => {
      const code = failures[address];
      return code === undefined
        ? nodeWorld().dialTcp(address, port, signal)
        : Promise.resolve({ ok: false, code });
    },
  };
}

test.each(['127.0.0.1', '::1'])('is refused when nothing listens on %s', async (host) => {
  const task = probeOf(await closedTcpPort(host), host);
  expect(await observe(task)).toEqual({ ...given(task), ...failed, outcome: 'refused' });
});

test('is filtered when connection attempts get no answer before the deadline', async () => {
  const task = probeOf(await startSaturated());
  const startedAt = performance.now();
  expect(await observe(task)).toEqual({ ...given(task), ...failed, outcome: 'filtered' });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(shortLimits.tcpMs - 5);
});

test('tries a second time when the first attempt hangs', async () => {
  const port = await startTcp((socket) => void socket.end('SSH-2.0-x\r\n'));
  let attempts = 0;
  const context = testContext({
    dialTcp: (address, dialled, signal) => {
      attempts += 1;
      if (attempts === 2) return nodeWorld().dialTcp(address, dialled, signal);
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ ok: false, code: 'ABORTED' }));
      });
    },
  });
  expect(await observe(probeOf(port), context)).toMatchObject({ outcome: 'wrong-service', phases: ['tcp'] });
  expect(attempts).toBe(2);
});

test('reaches a name through whichever of its addresses answers, and tells which', async () => {
  const port = await startTcp((socket) => void socket.end('SSH-2.0-x\r\n'));
  const context = testContext(worldWith(['192.0.2.1', '127.0.0.1'], { '192.0.2.1': 'EHOSTUNREACH' }));
  const task = probeOf(port, 'auth.example.org');
  expect(await observe(task, context)).toEqual({
    ...given(task),
    protocol: 'tcp',
    phase: 'tcp',
    phases: ['dns', 'tcp'],
    address: '127.0.0.1',
    outcome: 'wrong-service',
    cause: 'unexpected-answer',
    addresses: [
      { address: '192.0.2.1', outcome: 'unreachable', cause: 'host-unreachable', ...atTcp },
      { address: '127.0.0.1', outcome: 'wrong-service', cause: 'unexpected-answer', ...atTcp },
    ],
  });
});

test('reports the failure that tells most when no address of a name answers', async () => {
  const failures = { '2001:db8::1': 'ENETUNREACH', '192.0.2.1': 'ECONNREFUSED', '192.0.2.2': 'EHOSTUNREACH' };
  const context = testContext(worldWith(Object.keys(failures), failures));
  const task = probeOf(443, 'auth.example.org');
  expect(await observe(task, context)).toEqual({
    ...given(task),
    ...failed,
    phases: ['dns', 'tcp'],
    address: '192.0.2.1',
    outcome: 'refused',
    addresses: [
      { address: '2001:db8::1', outcome: 'unreachable', cause: 'network-unreachable', ...atTcp },
      { address: '192.0.2.1', outcome: 'refused', ...atTcp },
      { address: '192.0.2.2', outcome: 'unreachable', cause: 'host-unreachable', ...atTcp },
    ],
  });
});

test.each([
  ['EHOSTUNREACH', { outcome: 'unreachable', cause: 'host-unreachable' }],
  ['ENETUNREACH', { outcome: 'unreachable', cause: 'network-unreachable' }],
  ['EACCES', { outcome: 'unreachable', cause: 'prohibited' }],
  ['ENOPROTOOPT', { outcome: 'unreachable', cause: 'protocol-unreachable' }],
  ['ECONNRESET', { outcome: 'reset', cause: 'rst' }],
  ['ETIMEDOUT', { outcome: 'filtered' }],
  ['EMFILE', { outcome: 'error', cause: 'too-many-open-files' }],
  ['EWHATEVER', { outcome: 'error', cause: 'ewhatever' }],
])('turns %s into an outcome', async (code, seen) => {
  const task = probeOf(443, '192.0.2.1');
  const context = testContext(worldWith([], { '192.0.2.1': code }));
  expect(await observe(task, context)).toEqual({ ...given(task), ...failed, ...seen });
});

test('tells an absent host by the three seconds that its address resolution takes', async () => {
  let now = 0;
  const clock = { now: () => now, wallTime: () => 0 };
  const dialTcp = (): Promise<DialResult> => {
    now += 3070;
    return Promise.resolve({ ok: false, code: 'EHOSTUNREACH' });
  };
  const task = probeOf(443, '192.0.2.1');
  expect(await observe(task, testContext({ clock, dialTcp }))).toEqual({
    ...given(task),
    ...failed,
    outcome: 'unreachable',
    cause: 'host-absent',
  });
});

test.each([
  ['ENOTFOUND', 'nxdomain'],
  ['ENODATA', 'no-address'],
  ['ESERVFAIL', 'servfail'],
  ['EREFUSED', 'dns-refused'],
  ['EAI_AGAIN', 'temporary-failure'],
])('is a DNS failure when resolving gives %s', async (code, cause) => {
  const task = probeOf(443, 'auth.example.org');
  const context = testContext({ resolve: () => Promise.resolve({ ok: false, code }) });
  expect(await observe(task, context)).toEqual({
    ...given(task),
    protocol: 'tcp',
    phase: 'dns',
    phases: ['dns'],
    outcome: 'dns-failure',
    cause,
  });
});

test('asks a resolver that does not answer twice before it says so', async () => {
  let asked = 0;
  const resolve = (_host: string, signal: AbortSignal): Promise<Resolution> => {
    asked += 1;
    return new Promise((settle) =>
      signal.addEventListener('abort', () => settle({ ok: false, code: 'ABORTED' })),
    );
  };
  const context = testContext({ resolve }, { ...shortLimits, dnsMs: 40 });
  expect(await observe(probeOf(443, 'auth.example.org'), context)).toMatchObject({
    outcome: 'dns-failure',
    cause: 'dns-timeout',
  });
  expect(asked).toBe(2);
});
