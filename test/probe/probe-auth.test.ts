import { expect, test } from 'vitest';

import type { AuthProbe } from '../../src/model/agent-plan.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import { httpResponse, startHttps, startTls } from '../helpers/probe-servers.js';
import { given, observe } from '../helpers/probe-setup.js';

const clusterId = '5f2a1c36-8a0e-4a53-9f0c-0d6a3f2f5d11';
const authority = await createAuthority('Some authority');
const server = await authority.issue({ names: ['127.0.0.1', '::1'] });

const probeOf = (port: number, host = '127.0.0.1'): AuthProbe => ({
  kind: 'auth',
  id: 'remote-auth-endpoint-1',
  purpose: 'endpoint',
  service: 'auth',
  target: 'remote',
  host,
  port,
  clusterId,
});

const certificate = {
  subject: 'CN=server',
  issuer: 'CN=Some authority',
  names: ['127.0.0.1', '::1'],
  notBefore: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.000Z$/) as string,
  notAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.000Z$/) as string,
  fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as string,
  trusted: null,
  nameMatches: true,
};

const reached = { protocol: 'https', phase: 'http', certificate, phases: ['tcp', 'tls', 'http'] } as const;

test.each(['127.0.0.1', '::1'])('is open when the expected cluster answers on %s', async (host) => {
  const ids = JSON.stringify({ clusterId, clusterName: 'rome' });
  const port = await startHttps(server, (path) => httpResponse(path === '/ids' ? 200 : 404, ids), host);
  const task = probeOf(port, host);
  expect(await observe(task)).toEqual({
    ...given(task),
    ...reached,
    outcome: 'open',
    httpStatus: 200,
    clusterId,
  });
});

test('accepts an answer of unknown length, as HTTP/1.0 servers send it', async () => {
  const port = await startHttps(server, () => `HTTP/1.0 200 OK\r\n\r\n${JSON.stringify({ clusterId })}`);
  expect(await observe(probeOf(port))).toMatchObject({ outcome: 'open', clusterId });
});

test('accepts an answer in chunks', async () => {
  const body = JSON.stringify({ clusterId });
  const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const port = await startHttps(
    server,
    () => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
  );
  expect(await observe(probeOf(port))).toMatchObject({ outcome: 'open', clusterId });
});

test('names the other cluster when a wrong one answers', async () => {
  const port = await startHttps(server, () => httpResponse(200, '{"clusterId":"milan"}'));
  const task = probeOf(port);
  expect(await observe(task)).toEqual({
    ...given(task),
    ...reached,
    outcome: 'wrong-cluster',
    httpStatus: 200,
    clusterId: 'milan',
  });
});

test.each([
  ['a page without cluster ID', httpResponse(200, '<html>'), { cause: 'unexpected-body', httpStatus: 200 }],
  [
    'the default backend of an Ingress',
    httpResponse(404, 'default backend - 404'),
    { cause: 'unexpected-status', httpStatus: 404 },
  ],
  [
    'a TLS server behind something that ended TLS',
    httpResponse(400, 'Client sent an HTTP request to an HTTPS server.\n'),
    { cause: 'plain-http-to-tls-backend', httpStatus: 400 },
  ],
])('is a wrong service when it gets %s', async (_what, response, seen) => {
  const port = await startHttps(server, () => response);
  const task = probeOf(port);
  expect(await observe(task)).toEqual({ ...given(task), ...reached, outcome: 'wrong-service', ...seen });
});

test('is a wrong service when what speaks inside TLS is not HTTP', async () => {
  const port = await startHttps(server, () => '220 mail.example.org ESMTP\r\n');
  const task = probeOf(port);
  expect(await observe(task)).toEqual({
    ...given(task),
    ...reached,
    outcome: 'wrong-service',
    cause: 'not-http',
  });
});

test('is a wrong service when nothing is said inside TLS', async () => {
  const task = probeOf(await startTls(server, (socket) => void socket.resume()));
  expect(await observe(task)).toEqual({
    ...given(task),
    ...reached,
    outcome: 'wrong-service',
    cause: 'accepted-then-silent',
  });
});

test.each([
  ['before it begins', 0],
  ['before its end', -1],
])('is reset when the answer breaks off %s', async (_where, end) => {
  const whole = httpResponse(200, JSON.stringify({ clusterId }));
  const task = probeOf(await startHttps(server, () => whole.slice(0, end)));
  expect(await observe(task)).toEqual({ ...given(task), ...reached, outcome: 'reset', cause: 'fin' });
});

test('reads no more than 64 KiB of an endless body', async () => {
  let written = 0;
  const port = await startTls(server, (socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const pour = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(16_384, 'x'))) written += 16_384;
    };
    socket.on('drain', pour);
    pour();
  });
  const task = probeOf(port);
  expect(await observe(task)).toEqual({
    ...given(task),
    ...reached,
    outcome: 'wrong-service',
    cause: 'unexpected-body',
    httpStatus: 200,
  });
  expect(written).toBeLessThan(32 * 1024 * 1024);
});

test('does not mind a certificate that is expired, self-made and for another name', async () => {
  const poor = await authority.issue({ names: ['liqo.example'], notBeforeDays: -20, notAfterDays: -10 });
  const port = await startHttps(poor, () => httpResponse(200, JSON.stringify({ clusterId })));
  expect(await observe(probeOf(port))).toMatchObject({
    outcome: 'open',
    certificate: { names: ['liqo.example'], trusted: null, nameMatches: false },
  });
});
