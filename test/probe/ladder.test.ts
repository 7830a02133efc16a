import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';

import { expect, test } from 'vitest';

import type { ApiServerProbe } from '../../src/model/agent-plan.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import type { World } from '../../src/probe/world.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import { closedTcpPort, httpResponse, startHttps, startTcp, startTls } from '../helpers/probe-servers.js';
import { observe, testContext } from '../helpers/probe-setup.js';

const authority = await createAuthority('kubernetes');
const otherAuthority = await createAuthority('kubernetes');
const server = await authority.issue({
  names: ['api.example.org', 'kubernetes.default.svc', '127.0.0.1', '::1'],
});
const version = JSON.stringify({ gitVersion: 'v1.32.0' });
const answer = () => httpResponse(200, version);

const probeOf = (port: number, host = 'api.example.org'): ApiServerProbe => ({
  kind: 'api-server',
  id: 'remote-apiServer-endpoint-1',
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  host,
  port,
  certificateAuthority: authority.cert,
});

/** A name with these addresses, each of which leads to a port of 127.0.0.1 or fails with an errno. */
function worldOf(addresses: Readonly<Record<string, number | string>>): Partial<World> {
  return {
    resolve: () => Promise.resolve({ ok: true, addresses: Object.keys(addresses) }),
    dialTcp: (address, dialled, signal) => {
      const where = dialled === 1 ? 'ECONNREFUSED' : addresses[address];
      return typeof where === 'number'
        ? nodeWorld().dialTcp('127.0.0.1', where, signal)
        : Promise.resolve({ ok: false, code: where ?? 'EHOSTUNREACH' });
    },
  };
}

const timings = expect.any(Object) as Record<string, number>;

test.each(['127.0.0.1', '::1'])('climbs the whole ladder at %s', async (host) => {
  const port = await startHttps(server, answer, host);
  expect(await observe(probeOf(port, host))).toMatchObject({
    outcome: 'open',
    phases: ['tcp', 'tls', 'http'],
    certificate: { trusted: true, nameMatches: true },
  });
});

test('probes every address of a dual-stack name and keeps what came of each', async () => {
  const port = await startHttps(server, answer);
  const context = testContext(
    worldOf({ '2001:db8::10': 'ENETUNREACH', '192.0.2.10': port, '192.0.2.11': port }),
  );
  const open = { outcome: 'open', phase: 'http', timingsMs: timings } as const;
  const seen = await observe(probeOf(6443), context);
  expect(seen).toMatchObject({
    outcome: 'open',
    address: '192.0.2.10',
    phases: ['dns', 'tcp', 'tls', 'http'],
  });
  expect(seen.addresses).toEqual([
    {
      address: '2001:db8::10',
      outcome: 'unreachable',
      cause: 'network-unreachable',
      phase: 'tcp',
      timingsMs: timings,
    },
    { address: '192.0.2.10', ...open },
    { address: '192.0.2.11', ...open },
  ]);
});

test('does not call a name open when a client may meet a wrong server behind one of its addresses', async () => {
  const good = await startHttps(server, answer);
  const bad = await startTcp((socket) => void socket.end());
  const context = testContext(worldOf({ '192.0.2.10': good, '192.0.2.11': bad }));
  expect(await observe(probeOf(6443), context)).toMatchObject({
    outcome: 'reset',
    cause: 'fin-at-once',
    address: '192.0.2.11',
    addresses: [{ outcome: 'open' }, { outcome: 'reset' }],
  });
});

test('tells the API server of another cluster by its authority', async () => {
  const foreign = await otherAuthority.issue({ names: ['kubernetes.default.svc', '127.0.0.1'] });
  const port = await startHttps(foreign, answer);
  expect(await observe(probeOf(port, '127.0.0.1'))).toMatchObject({
    outcome: 'wrong-cluster',
    cause: 'other-authority',
    phase: 'tls',
    certificate: { trusted: false },
  });
});

test.each(['k3s-server-ca@1690000000', 'k3s-server-ca@1700000001'])(
  'knows authorities of k3s, such as %s, by their name without its time',
  async (name) => {
    const mine = await createAuthority('k3s-server-ca@1680000000');
    const foreign = await (
      await createAuthority(name)
    ).issue({ names: ['kubernetes.default.svc', '127.0.0.1'] });
    const task = {
      ...probeOf(await startHttps(foreign, answer), '127.0.0.1'),
      certificateAuthority: mine.cert,
    };
    expect(await observe(task)).toMatchObject({ outcome: 'wrong-cluster', cause: 'other-authority' });
  },
);

const endings: readonly (readonly [string, (socket: Socket) => void, string])[] = [
  ['ends it before the greeting', (socket) => void socket.end(), 'fin-at-once'],
  ['ends it after the greeting', (socket) => void socket.once('data', () => socket.end()), 'fin'],
  [
    'resets it after the greeting',
    (socket) => void socket.once('data', () => socket.resetAndDestroy()),
    'rst',
  ],
  [
    'resets it before the greeting, but not before the connection was noticed',
    (socket) => void setTimeout(() => socket.resetAndDestroy(), 20),
    'rst-at-once',
  ],
];

test.each(endings)('tells who accepts a connection and %s', async (_what, behave, cause) => {
  const port = await startTcp(behave);
  expect(await observe(probeOf(port, '127.0.0.1'))).toMatchObject({ outcome: 'reset', cause });
});

const everywhere: readonly (readonly [string, (socket: Socket) => void, string])[] = [
  ['ends connections at once', (socket) => void socket.end(), 'reset'],
  ['says nothing', (socket) => void socket.resume(), 'tls-failure'],
];

test.each(everywhere)('tells a device that accepts every port and %s', async (_what, behave, outcome) => {
  const port = await startTcp(behave);
  const context = testContext({
    dialTcp: (address, _dialled, signal) => nodeWorld().dialTcp(address, port, signal),
  });
  expect(await observe(probeOf(6443, '127.0.0.1'), context)).toMatchObject({
    outcome,
    cause: 'accepts-every-port',
    phase: 'tls',
  });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)('says that a %s server wants a name (SNI)', async (maxVersion) => {
  const known = createSecureContext(server);
  const port = await startTls(
    {
      maxVersion,
      // Without a name this is not called at all, and the server has no certificate of its own.
      SNICallback: (_name, done) => done(null, known),
    },
    (socket) => void socket.on('error', () => {}),
  );
  expect(await observe(probeOf(port, '127.0.0.1'))).toMatchObject({
    outcome: 'tls-failure',
    cause: 'sni-required',
    phase: 'tls',
  });
});

const portals: readonly (readonly [string, string, string])[] = [
  [
    'a login page elsewhere',
    'HTTP/1.1 302 Found\r\nLocation: http://login.example.net/?u=1\r\n\r\n',
    'captive-portal',
  ],
  ['status 511', 'HTTP/1.1 511 Network Authentication Required\r\n\r\n', 'captive-portal'],
  ['an error page of a proxy', 'HTTP/1.1 400 Bad Request\r\nVia: 1.1 gate (squid/5.7)\r\n\r\n', 'http-proxy'],
  [
    'an error page of Squid',
    'HTTP/1.1 400 Bad Request\r\nX-Squid-Error: ERR_PROTOCOL_UNKNOWN 0\r\n\r\n',
    'http-proxy',
  ],
  ['a redirection to itself', 'HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1/\r\n\r\n', 'not-tls'],
  ['a relative redirection', 'HTTP/1.1 301 Moved\r\nLocation: /login\r\n\r\n', 'not-tls'],
];

test.each(portals)('recognises %s where TLS was due', async (_what, head, cause) => {
  const port = await startTcp((socket) => void socket.once('data', () => socket.end(head)));
  expect(await observe(probeOf(port, '127.0.0.1'))).toMatchObject({ outcome: 'tls-failure', cause });
});

test.each([
  [407, ['Proxy-Authenticate: Basic'], 'http-proxy'],
  [511, [], 'captive-portal'],
  [404, ['Via: 1.1 google'], 'not-kubernetes'],
] as const)('recognises what answers with status %i inside TLS', async (status, headers, cause) => {
  const port = await startHttps(server, () => httpResponse(status, 'page', headers));
  expect(await observe(probeOf(port, '127.0.0.1'))).toMatchObject({ outcome: 'wrong-service', cause });
});

test('reports the failure of one address when all are alike', async () => {
  const port = await closedTcpPort();
  const context = testContext(worldOf({ '192.0.2.10': port, '192.0.2.11': port }));
  expect(await observe(probeOf(6443), context)).toMatchObject({ outcome: 'refused', address: '192.0.2.10' });
});
