import { connect, type Socket } from 'node:net';

import { expect, test } from 'vitest';

import type { ApiServerProbe, AuthProbe, TaskProxy } from '../../src/model/agent-plan.js';
import type { DialResult } from '../../src/probe/world.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import {
  closedTcpPort,
  httpResponse,
  startHttps,
  startSaturated,
  startTcp,
} from '../helpers/probe-servers.js';
import { given, observe, testContext } from '../helpers/probe-setup.js';

const authority = await createAuthority('kubernetes');
const server = await authority.issue({ names: ['api.example.org'] });
const version = JSON.stringify({ gitVersion: 'v1.32.0' });

const proxyAt = (port: number, parts: Partial<TaskProxy> = {}): TaskProxy => ({
  scheme: 'http',
  host: '127.0.0.1',
  port,
  hasCredentials: false,
  ...parts,
});

/** The name resolves nowhere on this side of the proxy. */
const probeThrough = (proxy: TaskProxy): ApiServerProbe => ({
  kind: 'api-server',
  id: 'remote-apiServer-endpoint-1',
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  host: 'api.example.org',
  port: 6443,
  certificateAuthority: authority.cert,
  proxy,
});

const passed = (port: number) => ({ scheme: 'http', host: '127.0.0.1', port });

/** A proxy that leads every tunnel to one port, and the first lines of what it was asked. */
async function startProxy(port: number): Promise<{ readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const proxyPort = await startTcp((socket) => {
    socket.once('data', (chunk: Buffer) => {
      asked.push(chunk.toString('latin1'));
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\nVia: 1.1 gate\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('close', () => upstream.destroy());
    });
  });
  return { port: proxyPort, asked };
}

const answerOnce = (bytes: string) => (socket: Socket) => void socket.once('data', () => socket.write(bytes));

test('climbs the ladder through the tunnel that a proxy opens, by the name that the proxy resolves', async () => {
  const { port, asked } = await startProxy(await startHttps(server, () => httpResponse(200, version)));
  const task = probeThrough(proxyAt(port));
  expect(await observe(task)).toEqual({
    ...given(task),
    protocol: 'https',
    outcome: 'open',
    phase: 'http',
    phases: ['tcp', 'proxy', 'tls', 'http'],
    proxy: passed(port),
    httpStatus: 200,
    kubernetesVersion: 'v1.32.0',
    certificate: expect.objectContaining({ names: ['api.example.org'], trusted: true }) as object,
  });
  expect(asked).toEqual([
    'CONNECT api.example.org:6443 HTTP/1.1\r\nHost: api.example.org:6443\r\nUser-Agent: liqo-doctor\r\n\r\n',
  ]);
});

test('asks for an IPv6 address in brackets', async () => {
  const { port, asked } = await startProxy(await startHttps(server, () => httpResponse(200, version)));
  await observe({ ...probeThrough(proxyAt(port)), host: '2001:db8::10' });
  expect(asked[0]).toMatch(/^CONNECT \[2001:db8::10\]:6443 HTTP\/1\.1\r\nHost: \[2001:db8::10\]:6443\r\n/);
});

test('carries the probe of an authentication server too, and names the address of the proxy', async () => {
  const clusterId = 'rome';
  const { port } = await startProxy(
    await startHttps(server, () => httpResponse(200, JSON.stringify({ clusterId }))),
  );
  const task: AuthProbe = {
    kind: 'auth',
    id: 'remote-auth-endpoint-1',
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: 'auth.example.org',
    port: 443,
    clusterId,
    proxy: proxyAt(port, { host: 'proxy.example.org' }),
  };
  const context = testContext({ resolve: () => Promise.resolve({ ok: true, addresses: ['127.0.0.1'] }) });
  const seen = await observe(task, context);
  expect(seen).toMatchObject({
    outcome: 'open',
    clusterId,
    phases: ['dns', 'tcp', 'proxy', 'tls', 'http'],
    proxy: { scheme: 'http', host: 'proxy.example.org', port, address: '127.0.0.1' },
  });
  expect(seen.address).toBeUndefined();
});

test('tells a proxy that inspects TLS by the issuer of the certificate that it presents', async () => {
  const inspection = await createAuthority('Corp TLS Inspection CA');
  const forged = await inspection.issue({ names: ['api.example.org', 'kubernetes.default.svc'] });
  const { port } = await startProxy(await startHttps(forged, () => httpResponse(200, version)));
  expect(await observe(probeThrough(proxyAt(port)))).toMatchObject({
    outcome: 'tls-failure',
    cause: 'unknown-authority',
    phase: 'tls',
    proxy: passed(port),
    certificate: { issuer: 'CN=Corp TLS Inspection CA', trusted: false, nameMatches: true },
  });
});

const refusals: readonly (readonly [string, (socket: Socket) => void, object])[] = [
  ['forbids it', answerOnce('HTTP/1.1 403 Forbidden\r\n\r\n'), { cause: 'proxy-refused', httpStatus: 403 }],
  [
    'does not know CONNECT',
    answerOnce('HTTP/1.1 405 No\r\n\r\n'),
    { cause: 'proxy-refused', httpStatus: 405 },
  ],
  [
    'answers with a success that opens nothing',
    answerOnce('HTTP/1.1 204 No\r\n\r\n'),
    { cause: 'proxy-refused', httpStatus: 204 },
  ],
  [
    'wants credentials',
    answerOnce('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n'),
    { cause: 'proxy-authentication', httpStatus: 407 },
  ],
  [
    'does not get through',
    answerOnce('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
    { cause: 'proxy-upstream-failure', httpStatus: 502 },
  ],
  [
    'runs out of time itself',
    answerOnce('HTTP/1.1 504 Timeout\r\n\r\n'),
    { cause: 'proxy-upstream-failure', httpStatus: 504 },
  ],
  [
    'is a captive portal',
    answerOnce('HTTP/1.1 511 Login\r\n\r\n'),
    { cause: 'captive-portal', httpStatus: 511 },
  ],
  ['is no proxy', (socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'), { cause: 'not-a-proxy' }],
  [
    'answers with a header of 10 MB',
    answerOnce(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(10_000_000)}`),
    { cause: 'not-a-proxy' },
  ],
  ['says nothing', (socket) => void socket.resume(), { cause: 'proxy-silent' }],
  ['never reads', (socket) => void socket.pause(), { cause: 'proxy-silent' }],
  ['does not come to an end', answerOnce('HTTP/1.1 200 OK\r\n'), { cause: 'proxy-stalled' }],
  [
    'ends the connection',
    (socket) => void socket.once('data', () => socket.end()),
    { cause: 'proxy-closed' },
  ],
  [
    'resets the connection',
    (socket) => void socket.once('data', () => socket.resetAndDestroy()),
    { cause: 'proxy-closed' },
  ],
];

test.each(refusals)('is a failure of the proxy when it %s', async (_what, behave, seen) => {
  const port = await startTcp(behave);
  const task = probeThrough(proxyAt(port));
  expect(await observe(task)).toEqual({
    ...given(task),
    protocol: 'https',
    outcome: 'proxy-failure',
    phase: 'proxy',
    phases: ['tcp', 'proxy'],
    proxy: passed(port),
    ...seen,
  });
});

test('does not blame a proxy for wanting credentials that Liqo has and the probe has not', async () => {
  const port = await startTcp(answerOnce('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  expect(await observe(probeThrough(proxyAt(port, { hasCredentials: true })))).toMatchObject({
    outcome: 'error',
    cause: 'proxy-credentials-withheld',
    phase: 'proxy',
    httpStatus: 407,
  });
});

const unreached: readonly (readonly [string, string, object])[] = [
  ['ECONNREFUSED', 'refuses connections', { cause: 'proxy-connection-refused' }],
  ['EHOSTUNREACH', 'has no route to it', { cause: 'proxy-unreachable' }],
  ['ECONNRESET', 'resets connections', { cause: 'proxy-closed' }],
];

test.each(unreached)(
  'says that the proxy is not reached when dialling gives %s',
  async (code, _what, seen) => {
    const dialTcp = (): Promise<DialResult> => Promise.resolve({ ok: false, code });
    expect(await observe(probeThrough(proxyAt(3128)), testContext({ dialTcp }))).toMatchObject({
      outcome: 'proxy-failure',
      phase: 'tcp',
      ...seen,
    });
  },
);

test('says that nothing listens at the proxy, or that it is filtered', async () => {
  expect(await observe(probeThrough(proxyAt(await closedTcpPort())))).toMatchObject({
    outcome: 'proxy-failure',
    cause: 'proxy-connection-refused',
  });
  expect(await observe(probeThrough(proxyAt(await startSaturated())))).toMatchObject({
    outcome: 'proxy-failure',
    cause: 'proxy-filtered',
  });
});

test('says that the name of the proxy does not resolve', async () => {
  const context = testContext({ resolve: () => Promise.resolve({ ok: false, code: 'ENOTFOUND' }) });
  const task = probeThrough(proxyAt(3128, { host: 'proxy.example.org' }));
  expect(await observe(task, context)).toEqual({
    ...given(task),
    protocol: 'https',
    outcome: 'proxy-failure',
    cause: 'proxy-name-unresolved',
    phase: 'dns',
    phases: ['dns'],
    proxy: { scheme: 'http', host: 'proxy.example.org', port: 3128 },
  });
});

test('says that it cannot go through a SOCKS proxy instead of going around it', async () => {
  const task = probeThrough(proxyAt(1080, { scheme: 'socks5' }));
  expect(await observe(task)).toMatchObject({
    outcome: 'error',
    cause: 'proxy-scheme-not-supported',
    phases: [],
  });
});
