import { expect, test } from 'vitest';

import type { ApiServerProbe } from '../../src/model/agent-plan.js';
import { createAuthority, type TestCertificate } from '../helpers/probe-certificates.js';
import { httpResponse, startHttps } from '../helpers/probe-servers.js';
import { given, observe, testContext } from '../helpers/probe-setup.js';

const authority = await createAuthority('kubernetes');
const otherAuthority = await createAuthority('kubernetes');
const server = await authority.issue({ names: ['kubernetes.default.svc', '127.0.0.1'] });

const probeOf = (port: number): ApiServerProbe => ({
  kind: 'api-server',
  id: 'remote-apiServer-endpoint-1',
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  host: '127.0.0.1',
  port,
  certificateAuthority: authority.cert,
});

const certificateOf = (parts: object) => ({
  subject: 'CN=server',
  issuer: 'CN=kubernetes',
  names: ['kubernetes.default.svc', '127.0.0.1'],
  notBefore: expect.any(String) as string,
  notAfter: expect.any(String) as string,
  fingerprint: expect.any(String) as string,
  trusted: true,
  nameMatches: true,
  ...parts,
});

const status = (code: number) =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code });
const version = JSON.stringify({ major: '1', minor: '32', gitVersion: 'v1.32.0' });
const asked = {
  protocol: 'https',
  phase: 'http',
  certificate: certificateOf({}),
  phases: ['tcp', 'tls', 'http'],
} as const;

test('is open when the server tells its version', async () => {
  const task = probeOf(await startHttps(server, () => httpResponse(200, version)));
  expect(await observe(task)).toEqual({
    ...given(task),
    ...asked,
    outcome: 'open',
    httpStatus: 200,
    kubernetesVersion: 'v1.32.0',
  });
});

test.each([401, 403, 429, 500])('is open when an API server refuses with %i', async (code) => {
  const task = probeOf(await startHttps(server, () => httpResponse(code, status(code))));
  expect(await observe(task)).toEqual({ ...given(task), ...asked, outcome: 'open', httpStatus: code });
});

test('is open when only the health check is let through to an API server', async () => {
  const respond = (path: string) =>
    path === '/livez' ? httpResponse(200, 'ok', ['Audit-Id: 1b2c']) : httpResponse(404, 'no such page');
  const task = probeOf(await startHttps(server, respond));
  expect(await observe(task)).toEqual({ ...given(task), ...asked, outcome: 'open', httpStatus: 404 });
});

test.each([
  ['a page of an Ingress', httpResponse(404, '<html>404 Not Found</html>'), 404],
  ['a load balancer without backends', httpResponse(503, 'no healthy upstream'), 503],
  ['a health page that is not an API server', httpResponse(200, 'ok'), 200],
  ['JSON of another kind', httpResponse(200, '{"version":"1.0"}'), 200],
  ['a login page', httpResponse(401, 'please log in'), 401],
])('is a wrong service when it gets %s', async (_what, response, httpStatus) => {
  const task = probeOf(await startHttps(server, () => response));
  expect(await observe(task)).toEqual({
    ...given(task),
    ...asked,
    outcome: 'wrong-service',
    cause: 'not-kubernetes',
    httpStatus,
  });
});

const turnedAway = {
  protocol: 'https',
  phase: 'tls',
  phases: ['tcp', 'tls'],
  outcome: 'tls-failure',
} as const;

const rejected: readonly (readonly [
  string,
  { certificate: TestCertificate; cause: string; parts: object },
])[] = [
  [
    'signed by another authority of the same name',
    {
      certificate: await otherAuthority.issue({ names: ['127.0.0.1'] }),
      cause: 'unknown-authority',
      parts: { names: ['127.0.0.1'], trusted: false },
    },
  ],
  [
    'signed by another authority and expired',
    {
      certificate: await otherAuthority.issue({ names: ['127.0.0.1'], notBeforeDays: -9, notAfterDays: -3 }),
      cause: 'unknown-authority',
      parts: { names: ['127.0.0.1'], trusted: false },
    },
  ],
  [
    'expired',
    {
      certificate: await authority.issue({ names: ['127.0.0.1'], notBeforeDays: -9, notAfterDays: -3 }),
      cause: 'expired',
      parts: { names: ['127.0.0.1'] },
    },
  ],
  [
    'not valid yet',
    {
      certificate: await authority.issue({ names: ['127.0.0.1'], notBeforeDays: 2 }),
      cause: 'not-yet-valid',
      parts: { names: ['127.0.0.1'] },
    },
  ],
  [
    'for another name',
    {
      certificate: await authority.issue({ names: ['api.example.org', '10.96.0.1', 'fd00::1'] }),
      cause: 'wrong-name',
      parts: { names: ['api.example.org', '10.96.0.1', 'fd00::1'], nameMatches: false },
    },
  ],
  [
    'for a common name alone, which Go does not look at',
    {
      certificate: await authority.issue({ names: [], commonName: '127.0.0.1' }),
      cause: 'wrong-name',
      parts: { subject: 'CN=127.0.0.1', names: [], nameMatches: false },
    },
  ],
];

test.each(rejected)(
  'turns away from a certificate that is %s',
  async (_what, { certificate, cause, parts }) => {
    const task = probeOf(await startHttps(certificate, () => httpResponse(200, version)));
    expect(await observe(task)).toEqual({
      ...given(task),
      ...turnedAway,
      cause,
      certificate: certificateOf(parts),
    });
  },
);

test('asks no authority when the plan names none', async () => {
  const port = await startHttps(server, () => httpResponse(200, version));
  const task = probeOf(port);
  delete task.certificateAuthority;
  expect(await observe(task)).toMatchObject({ outcome: 'open', certificate: { trusted: null } });
  expect(await observe({ ...task, publicAuthorities: true })).toMatchObject({
    outcome: 'tls-failure',
    cause: 'unknown-authority',
    certificate: { trusted: false },
  });
});

test('matches the name that was dialled, wildcards included, and tells the address behind it', async () => {
  const certificate = await authority.issue({ names: ['*.example.org'] });
  const port = await startHttps(certificate, () => httpResponse(200, version));
  const context = testContext({ resolve: () => Promise.resolve({ ok: true, addresses: ['127.0.0.1'] }) });
  expect(await observe({ ...probeOf(port), host: 'api.example.org' }, context)).toMatchObject({
    outcome: 'open',
    address: '127.0.0.1',
    phases: ['dns', 'tcp', 'tls', 'http'],
  });
  expect(await observe({ ...probeOf(port), host: 'a.api.example.org' }, context)).toMatchObject({
    outcome: 'tls-failure',
    cause: 'wrong-name',
  });
});
