import type { Socket } from 'node:net';

import { expect, test } from 'vitest';

import type { AuthProbe } from '../../src/model/agent-plan.js';
import { defaultLimits } from '../../src/probe/limits.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import { httpResponse, startHttps, startTcp } from '../helpers/probe-servers.js';
import { given, observe, testContext } from '../helpers/probe-setup.js';

const authority = await createAuthority('Some authority');
const server = await authority.issue({ names: ['127.0.0.1'] });

const probeOf = (port: number): AuthProbe => ({
  kind: 'auth',
  id: 'remote-auth-endpoint-1',
  purpose: 'endpoint',
  service: 'auth',
  target: 'remote',
  host: '127.0.0.1',
  port,
});

const failed = { protocol: 'https', phase: 'tls', phases: ['tcp', 'tls'] } as const;

const answerOnce = (bytes: string | Buffer) => (socket: Socket) =>
  void socket.once('data', () => socket.end(bytes));

test.each([
  ['plain HTTP', answerOnce('HTTP/1.1 400 Bad Request\r\n\r\n'), { cause: 'not-tls', httpStatus: 400 }],
  [
    'a proxy that wants credentials',
    answerOnce('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    { cause: 'http-proxy', httpStatus: 407 },
  ],
  ['an SSH banner', (socket: Socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'), { cause: 'not-tls' }],
  ['garbage', answerOnce(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7])), { cause: 'not-tls' }],
])('is not TLS when the server answers with %s', async (_what, behave, seen) => {
  const task = probeOf(await startTcp(behave));
  expect(await observe(task)).toEqual({ ...given(task), ...failed, outcome: 'tls-failure', ...seen });
});

test.each([
  ['ends the connection at once', (socket: Socket) => void socket.end(), 'fin-at-once'],
  [
    'ends the connection after the greeting',
    (socket: Socket) => void socket.once('data', () => socket.end()),
    'fin',
  ],
  [
    'resets the connection after the greeting',
    (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy()),
    'rst',
  ],
])('is reset when the server %s', async (_what, behave, cause) => {
  const task = probeOf(await startTcp(behave));
  expect(await observe(task)).toEqual({ ...given(task), ...failed, outcome: 'reset', cause });
});

test('is reset when the server resets the connection at once', async () => {
  // Whether the reset overtakes the news of the connection is up to the kernel, hence so is the phase.
  const task = probeOf(await startTcp((socket) => void socket.resetAndDestroy()));
  expect(await observe(task)).toMatchObject({ outcome: 'reset', cause: 'rst' });
});

test('tells a server that accepts and stays silent from one whose answer stalls', async () => {
  const silent = probeOf(await startTcp((socket) => void socket.resume()));
  expect(await observe(silent)).toEqual({
    ...given(silent),
    ...failed,
    outcome: 'tls-failure',
    cause: 'accepted-then-silent',
  });
  // The first bytes of a ServerHello record of 122 bytes, of which the rest never comes.
  const half = probeOf(
    await startTcp((socket) => void socket.write(Buffer.from([22, 3, 3, 0, 122, 2, 0, 0]))),
  );
  expect(await observe(half)).toEqual({
    ...given(half),
    ...failed,
    outcome: 'tls-failure',
    cause: 'stalled-handshake',
  });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'says that a %s server wants a client certificate',
  async (version) => {
    const options = {
      ...server,
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: version,
      maxVersion: version,
    };
    const port = await startHttps(options, () => httpResponse(200, '{}'));
    expect(await observe(probeOf(port))).toMatchObject({
      outcome: 'tls-failure',
      cause: 'client-certificate-wanted',
      phase: 'tls',
    });
  },
);

test('says that a server speaks only versions of TLS that are too old', async () => {
  const port = await startHttps(
    { ...server, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    () => '',
  );
  expect(await observe(probeOf(port))).toMatchObject({ outcome: 'tls-failure', cause: 'protocol-version' });
});

test('closes its connection when it is done', async () => {
  const closed = new Promise((resolve) => {
    void startTcp((socket) => {
      socket.on('close', resolve);
      socket.once('data', () => socket.write('SSH-2.0-x\r\n'));
    }).then((port) => observe(probeOf(port)));
  });
  await closed;
});

test('survives many handshakes at once', async () => {
  // Node 20.20.2 crashes when the socket underneath a TLS socket is destroyed as well, which the probes must not do.
  const port = await startHttps(server, () => httpResponse(200, '{}'));
  const context = testContext({}, defaultLimits);
  const probes = Array.from({ length: 100 }, () => observe(probeOf(port), context));
  const outcomes = (await Promise.all(probes)).map(({ outcome }) => outcome);
  expect(new Set(outcomes)).toEqual(new Set(['wrong-service']));
});
