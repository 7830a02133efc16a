import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { V1Namespace, V1Pod } from '@kubernetes/client-node';
import { expect, test } from 'vitest';

import type { ApiTarget } from '../../src/kubernetes/api-failure.js';
import { connect } from '../../src/kubernetes/connect.js';
import { startConnectProxy } from '../helpers/connect-proxy.js';
import {
  forbidden,
  json,
  kubeconfigFor,
  startServer,
  status,
  withServer,
} from '../helpers/kubernetes-server.js';

const listNodes: ApiTarget = { verb: 'list', resource: 'nodes' };
const createPod: ApiTarget = { verb: 'create', resource: 'pods', namespace: 'probe' };

test('reads a path as raw JSON with the credential of the kubeconfig', async () => {
  await withServer(
    (_request, response) => json(response, { future: { field: 1 } }),
    async (server, connection) => {
      expect(await connection.read('/apis/x', listNodes)).toEqual({
        ok: true,
        value: { future: { field: 1 } },
      });
      expect(server.requests[0]).toMatchObject({
        method: 'GET',
        url: '/apis/x',
        headers: { authorization: 'Bearer not-a-secret', accept: 'application/json' },
      });
    },
  );
});

test('reads an answer that comes compressed', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      response.end(gzipSync('{"items":[]}'));
    },
    async (_server, connection) => {
      expect(await connection.read('/x', listNodes)).toEqual({ ok: true, value: { items: [] } });
    },
  );
});

test('asks for metadata alone where that suffices', async () => {
  await withServer(
    (_request, response) => json(response, {}),
    async (server, connection) => {
      await connection.read('/x', listNodes, { metadataOnly: true });
      expect(server.requests[0]?.headers.accept).toContain('as=PartialObjectMetadataList');
    },
  );
});

test('typed clients create objects through the same transport', async () => {
  const bodies: string[] = [];
  await withServer(
    (request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk));
      request.on('end', () => json(response, { metadata: { name: 'probe', uid: 'u1' } }, 201));
    },
    async (server, connection) => {
      const created = await connection.call({ verb: 'create', resource: 'namespaces' }, () =>
        connection.core.createNamespace({
          body: Object.assign(new V1Namespace(), { metadata: { name: 'probe' } }),
        }),
      );
      expect(created).toMatchObject({ ok: true, value: { metadata: { name: 'probe', uid: 'u1' } } });
      expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([{ metadata: { name: 'probe' } }]);
      expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/api/v1/namespaces' });
    },
  );
});

test('ten calls one after the other share one connection', async () => {
  await withServer(
    (_request, response) => json(response, { items: [] }),
    async (server, connection) => {
      for (let call = 0; call < 5; call += 1) {
        await connection.read('/x', listNodes);
        await connection.call(listNodes, () => connection.core.listNamespace());
      }
      expect({ requests: server.requests.length, connections: server.connections() }).toEqual({
        requests: 10,
        connections: 1,
      });
    },
  );
});

test('forty calls at once share at most eight connections', async () => {
  await withServer(
    (_request, response) => json(response, {}),
    async (server, connection) => {
      const answers = await Promise.all(Array.from({ length: 40 }, () => connection.read('/x', listNodes)));
      expect(answers.every(({ ok }) => ok)).toBe(true);
      expect(server.requests.length).toBe(40);
      expect(server.connections()).toBeLessThanOrEqual(8);
    },
  );
});

interface FailureRow {
  readonly title: string;
  readonly code: number;
  readonly body: object;
  readonly target: ApiTarget;
  readonly expected: object;
}

const failures: readonly FailureRow[] = [
  {
    title: 'a refused credential',
    code: 401,
    body: status(401, 'Unauthorized', 'Unauthorized'),
    target: listNodes,
    expected: { code: 'unauthorized', message: 'Unauthorized', httpStatus: 401 },
  },
  {
    title: "the authorizer's refusal",
    code: 403,
    body: forbidden('list', 'nodes'),
    target: listNodes,
    expected: {
      code: 'forbidden',
      message:
        'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
      httpStatus: 403,
    },
  },
  {
    title: "the authorizer's refusal of a write",
    code: 403,
    body: forbidden('create', 'pods'),
    target: createPod,
    expected: {
      code: 'forbidden',
      message:
        'pods is forbidden: User "jane" cannot create resource "pods" in API group "" at the cluster scope',
      httpStatus: 403,
    },
  },
  {
    title: 'a pod that Pod Security refuses',
    code: 403,
    body: status(
      403,
      'Forbidden',
      'pods "p" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
    ),
    target: createPod,
    expected: {
      code: 'rejected',
      message: 'pods "p" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
      httpStatus: 403,
    },
  },
  {
    title: 'a pod that a webhook refuses',
    code: 403,
    body: status(403, '', 'admission webhook "policy.example.org" denied the request: no registry'),
    target: createPod,
    expected: {
      code: 'rejected',
      message: 'admission webhook "policy.example.org" denied the request: no registry',
      httpStatus: 403,
    },
  },
  {
    title: 'a pod beyond the quota',
    code: 403,
    body: status(403, 'Forbidden', 'pods "p" is forbidden: exceeded quota: compute, requested: pods=1'),
    target: createPod,
    expected: {
      code: 'rejected',
      message: 'pods "p" is forbidden: exceeded quota: compute, requested: pods=1',
      httpStatus: 403,
    },
  },
  {
    title: 'an object that is not there',
    code: 404,
    body: status(404, 'NotFound', 'nodes "x" not found'),
    target: listNodes,
    expected: { code: 'not-found', message: 'nodes "x" not found', httpStatus: 404 },
  },
  {
    title: 'an object that is there already',
    code: 409,
    body: status(409, 'AlreadyExists', 'pods "p" already exists'),
    target: createPod,
    expected: { code: 'conflict', message: 'pods "p" already exists', httpStatus: 409 },
  },
  {
    title: 'an invalid object',
    code: 422,
    body: status(422, 'Invalid', 'Pod "p" is invalid:\u001b[2J spec'),
    target: createPod,
    expected: { code: 'rejected', message: 'Pod "p" is invalid:\uFFFD[2J spec', httpStatus: 422 },
  },
];

test.each(failures)('$title is told as it is', async ({ code, body, target, expected }) => {
  await withServer(
    (_request, response) => json(response, body, code),
    async (server, connection) => {
      const failed = { ok: false, failure: { ...expected, target, server: server.url } };
      expect(await connection.read('/x', target)).toEqual(failed);
      const typed = await connection.call(target, () => connection.core.listNamespace());
      // client-node drops the body of a 401.
      expect(typed).toEqual(
        code === 401
          ? { ok: false, failure: { ...failed.failure, message: `${server.url} answered 401` } }
          : failed,
      );
    },
  );
});

test('an answer of a proxy that is no Status is told by its status alone', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(403, { 'Content-Type': 'text/html' });
      response.end('<html>blocked</html>');
    },
    async (server, connection) => {
      expect(await connection.read('/x', createPod)).toEqual({
        ok: false,
        failure: {
          code: 'forbidden',
          message: `${server.url} answered 403`,
          target: createPod,
          server: server.url,
          httpStatus: 403,
        },
      });
    },
  );
});

test.each([
  { code: 503, tries: 3, failureCode: 'server-error' },
  { code: 500, tries: 3, failureCode: 'server-error' },
  { code: 429, tries: 3, failureCode: 'throttled' },
  { code: 404, tries: 1, failureCode: 'not-found' },
])('a GET that meets $code is tried $tries times', async ({ code, tries, failureCode }) => {
  await withServer(
    (_request, response) => json(response, status(code, '', 'no'), code),
    async (server, connection) => {
      expect(await connection.read('/x', listNodes)).toMatchObject({ failure: { code: failureCode } });
      expect(server.requests.length).toBe(tries);
    },
  );
});

test('a throttled GET waits as long as the server asks and then succeeds', async () => {
  let answers = 0;
  await withServer(
    (_request, response) => {
      answers += 1;
      if (answers === 1) {
        response.setHeader('Retry-After', '1');
        json(response, status(429, 'TooManyRequests', 'slow down'), 429);
      } else json(response, { done: true });
    },
    async (_server, connection) => {
      const startedAt = performance.now();
      expect(await connection.read('/x', listNodes)).toEqual({ ok: true, value: { done: true } });
      expect(performance.now() - startedAt).toBeGreaterThan(950);
    },
  );
});

test('a write that a busy server has not looked at is sent again', async () => {
  let answers = 0;
  await withServer(
    (_request, response) => {
      answers += 1;
      if (answers === 1) json(response, status(429, 'TooManyRequests', 'slow down'), 429);
      else json(response, { metadata: { name: 'prober' } });
    },
    async (server, connection) => {
      const created = await connection.call(createPod, () =>
        connection.core.createNamespacedPod({ namespace: 'probe', body: new V1Pod() }),
      );
      expect(created).toMatchObject({ ok: true, value: { metadata: { name: 'prober' } } });
      expect(server.requests.length).toBe(2);
    },
  );
});

test('a deletion that a server stumbled over is sent again', async () => {
  let answers = 0;
  await withServer(
    (request, response) => {
      answers += 1;
      if (answers === 1) json(response, status(500, 'InternalError', 'no'), 500);
      else if (answers === 2) request.socket.destroy();
      else json(response, { kind: 'Status', status: 'Success' });
    },
    async (server, connection) => {
      const deleted = await connection.call({ verb: 'delete', resource: 'secrets', namespace: 'probe' }, () =>
        connection.core.deleteCollectionNamespacedSecret({ namespace: 'probe' }),
      );
      expect(deleted).toMatchObject({ ok: true });
      expect(server.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE', 'DELETE']);
    },
  );
});

test('a write that a server may have carried out is never sent twice', async () => {
  await withServer(
    (_request, response) => json(response, status(503, '', 'no'), 503),
    async (server, connection) => {
      const created = await connection.call(createPod, () =>
        connection.core.createNamespacedPod({ namespace: 'probe', body: new V1Pod() }),
      );
      expect(created).toMatchObject({ failure: { code: 'server-error' } });
      expect(server.requests.length).toBe(1);
    },
  );
});

test('a connection that is reset is tried three times', async () => {
  await withServer(
    (request) => request.socket.destroy(),
    async (server, connection) => {
      expect(await connection.read('/x', listNodes)).toEqual({
        ok: false,
        failure: {
          code: 'unreachable',
          message: `${server.url} reset the connection (ECONNRESET)`,
          target: listNodes,
          server: server.url,
          cause: 'ECONNRESET',
        },
      });
      expect(server.requests.length).toBe(3);
    },
  );
});

test('an answer that is not JSON is malformed', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"items": [');
    },
    async (server, connection) => {
      const expected = {
        ok: false,
        failure: {
          code: 'malformed',
          message: `${server.url} answered with something that is not JSON`,
          target: listNodes,
          server: server.url,
        },
      };
      expect(await connection.read('/x', listNodes)).toEqual(expected);
      expect(await connection.call(listNodes, () => connection.core.listNamespace())).toEqual(expected);
    },
  );
});

test('an answer beyond 64 MiB is not read to its end', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '), { level: 1 }));
    },
    async (server, connection) => {
      expect(await connection.read('/x', listNodes)).toEqual({
        ok: false,
        failure: {
          code: 'malformed',
          message: 'the answer is larger than 64 MiB',
          target: listNodes,
          server: server.url,
        },
      });
    },
  );
});

test('an answer that breaks off is no answer', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"items":', () => response.socket?.destroy());
    },
    async (_server, connection) => {
      expect(await connection.read('/x', listNodes)).toMatchObject({
        ok: false,
        failure: { code: 'unreachable', cause: 'ECONNRESET' },
      });
    },
  );
});

test('a server that never answers is a timeout, and its connection is closed', async () => {
  await withServer(
    () => undefined,
    async (server, connection) => {
      const startedAt = performance.now();
      expect(await connection.read('/x', listNodes)).toEqual({
        ok: false,
        failure: {
          code: 'timeout',
          message: `${server.url} did not answer within 200 ms`,
          target: listNodes,
          server: server.url,
        },
      });
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      await expect.poll(() => server.openConnections()).toBe(0);
    },
    200,
  );
});

test('calls that wait for a place are bounded by the same deadline', async () => {
  await withServer(
    () => undefined,
    async (_server, connection) => {
      const startedAt = performance.now();
      const answers = await Promise.all(Array.from({ length: 12 }, () => connection.read('/x', listNodes)));
      expect(new Set(answers.map((answer) => (answer.ok ? 'ok' : answer.failure.code)))).toEqual(
        new Set(['timeout']),
      );
      expect(performance.now() - startedAt).toBeLessThan(1_500);
    },
    200,
  );
});

test('goes through the proxy of the kubeconfig, over one tunnel, and sees the certificate behind it', async () => {
  const server = await startServer((_request, response) => json(response, {}));
  const proxy = await startConnectProxy(server.port);
  const { cluster, ...rest } = kubeconfigFor(server);
  const connection = connect({ ...rest, cluster: { ...cluster, proxyUrl: proxy.url } });
  for (let call = 0; call < 3; call += 1) {
    expect(await connection.read('/x', listNodes)).toEqual({ ok: true, value: {} });
  }
  expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`]);
  expect(connection.serverCertificate()?.names).toContain('127.0.0.1');
  connection.close();
  await server.close();
  await proxy.close();
});

test('a refused port is unreachable', async () => {
  const server = await startServer(() => undefined);
  await server.close();
  const connection = connect(kubeconfigFor(server));
  expect(await connection.read('/x', listNodes)).toEqual({
    ok: false,
    failure: {
      code: 'unreachable',
      message: `${server.url} refused the connection (ECONNREFUSED)`,
      target: listNodes,
      server: server.url,
      cause: 'ECONNREFUSED',
    },
  });
  connection.close();
});

test('a certificate of another authority is a failure of TLS', async () => {
  const server = await startServer((_request, response) => json(response, {}));
  const other = await startServer(() => undefined);
  const connection = connect(kubeconfigFor({ url: server.url, certificate: other.certificate }));
  try {
    expect(await connection.read('/x', listNodes)).toMatchObject({
      ok: false,
      failure: { code: 'tls', server: server.url },
    });
    expect(server.requests).toEqual([]);
  } finally {
    connection.close();
    await server.close();
    await other.close();
  }
});

test('a port that does not speak TLS is a failure of TLS', async () => {
  const plain = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const server = await startServer(() => undefined);
  const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}`;
  const connection = connect(kubeconfigFor({ url, certificate: server.certificate }));
  expect(await connection.read('/x', listNodes)).toMatchObject({ ok: false, failure: { code: 'tls' } });
  connection.close();
  await server.close();
  await new Promise((resolve) => plain.close(resolve));
});

test('a certificate in the kubeconfig that is no PEM is a failure of the credential', async () => {
  const server = await startServer(() => undefined);
  const user = { name: 'jane', certData: 'bm90IHBlbQ==', keyData: 'bm90IHBlbQ==' };
  const connection = connect(kubeconfigFor(server, { user }));
  expect(await connection.read('/x', listNodes)).toMatchObject({
    ok: false,
    failure: { code: 'credentials', cause: 'ERR_OSSL_PEM_NO_START_LINE' },
  });
  connection.close();
  await server.close();
});

test('closing ends calls under way and everything that comes later', async () => {
  await withServer(
    () => undefined,
    async (server, connection) => {
      const pending = connection.read('/x', listNodes);
      await expect.poll(() => server.requests.length).toBe(1);
      connection.close();
      const closed = {
        ok: false,
        failure: {
          code: 'aborted',
          message: `the connection to ${server.url} was closed`,
          target: listNodes,
          server: server.url,
        },
      };
      expect(await pending).toEqual(closed);
      expect(await connection.read('/x', listNodes)).toEqual(closed);
      await expect.poll(() => server.openConnections()).toBe(0);
    },
  );
});

/** A plugin that notes each of its runs in a file and then does what `script` says. */
async function withPlugin(
  script: string,
  use: (exec: { command: string; args: string[] }, runs: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'plugin-'));
  const command = join(directory, 'plugin.sh');
  const log = join(directory, 'runs');
  await writeFile(log, '');
  await writeFile(command, `#!/bin/sh\necho run >> ${log}\n${script}\n`);
  await chmod(command, 0o755);
  try {
    await use({ command, args: [] }, () => readFile(log, 'utf8'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

const answer =
  '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"from-plugin"}}';

test('a credential plugin without expiry runs once for many calls', async () => {
  const server = await startServer((_request, response) => json(response, {}));
  await withPlugin(`echo '${answer}'`, async (exec, runs) => {
    const connection = connect(kubeconfigFor(server, { exec, user: { name: 'jane' } }));
    await Promise.all([connection.read('/a', listNodes), connection.read('/b', listNodes)]);
    await connection.call(listNodes, () => connection.core.listNamespace());
    connection.close();
    expect(await runs()).toBe('run\n');
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 3 }, () => 'Bearer from-plugin'),
    );
  });
  await server.close();
});

test('a refused answer of a plugin is not asked for again at once', async () => {
  const server = await startServer((_request, response) => json(response, status(401, '', 'no'), 401));
  await withPlugin(`echo '${answer}'`, async (exec, runs) => {
    const connection = connect(kubeconfigFor(server, { exec, user: { name: 'jane' } }));
    expect(await connection.read('/a', listNodes)).toMatchObject({ failure: { code: 'unauthorized' } });
    connection.close();
    expect(await runs()).toBe('run\n');
  });
  await server.close();
});

test.each([
  ['fails', 'echo "SSO session expired" >&2; exit 3', 'failed (exit 3): SSO session expired'],
  ['answers with no JSON', 'echo hello', 'did not answer with JSON'],
  [
    'answers without a credential',
    `echo '{"kind":"ExecCredential","status":{}}'`,
    'answered with neither a token nor a certificate and key',
  ],
])('a credential plugin that %s is a failure of the credential', async (_title, script, words) => {
  const server = await startServer(() => undefined);
  await withPlugin(script, async (exec) => {
    const connection = connect(kubeconfigFor(server, { exec, user: { name: 'jane' } }));
    expect(await connection.read('/a', listNodes)).toEqual({
      ok: false,
      failure: {
        code: 'credentials',
        message: `the credential plugin ${exec.command} ${words}`,
        target: listNodes,
        server: server.url,
      },
    });
    connection.close();
  });
  await server.close();
});

test('a credential plugin that is not installed is told with its hint', async () => {
  const server = await startServer(() => undefined);
  const exec = { command: 'no-such-plugin', installHint: 'See https://example.org' };
  const connection = connect(kubeconfigFor(server, { exec, user: { name: 'jane' } }));
  expect(await connection.read('/a', listNodes)).toEqual({
    ok: false,
    failure: {
      code: 'credentials',
      message: 'the credential plugin no-such-plugin is not installed: See https://example.org',
      target: listNodes,
      server: server.url,
      cause: 'ENOENT',
    },
  });
  connection.close();
  await server.close();
});

test('a plugin that hangs ends when the connection is closed', async () => {
  const server = await startServer(() => undefined);
  await withPlugin('exec sleep 60', async (exec, runs) => {
    const connection = connect(kubeconfigFor(server, { exec, user: { name: 'jane' } }));
    const pending = connection.read('/a', listNodes);
    await expect.poll(runs).toBe('run\n');
    connection.close();
    expect(await pending).toMatchObject({ ok: false, failure: { code: 'aborted' } });
  });
  await server.close();
});

test('the plugin is told the cluster it is wanted for', async () => {
  const server = await startServer((_request, response) => json(response, {}));
  const script = `printf '{"kind":"ExecCredential","status":{"token":"%s"}}' "$(echo "$KUBERNETES_EXEC_INFO" | tr -cd 'a-z')"`;
  await withPlugin(script, async (exec) => {
    const connection = connect(
      kubeconfigFor(server, { exec: { ...exec, provideClusterInfo: 'true' }, user: { name: 'jane' } }),
    );
    await connection.read('/a', listNodes);
    connection.close();
    expect(server.requests[0]?.headers.authorization).toContain('clusterserverhttps');
  });
  await server.close();
});
