import { expect, test } from 'vitest';

import { conforming } from '../../src/kubernetes/conforming.js';
import { connect } from '../../src/kubernetes/connect.js';
import { createTypedClients } from '../../src/kubernetes/typed-clients.js';
import { json, kubeconfigFor, startServer } from '../helpers/kubernetes-server.js';

/** What the typed client makes of an answer with these items. */
function listOf(items: unknown): Promise<unknown> {
  const clients = createTypedClients('https://203.0.113.8', () =>
    Promise.resolve({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ items })),
    }),
  );
  return clients.core.listNamespacedPod({ namespace: 'n' });
}

const whole = {
  metadata: { name: 'p', labels: { a: 'b' }, creationTimestamp: '2026-11-22T14:38:00Z' },
  spec: { nodeName: 'n', containers: [{ name: 'c', ports: [{ containerPort: 1 }] }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
};

test('leaves what is of the right form as it is', async () => {
  expect(conforming(await listOf([whole]))).toEqual(await listOf([whole]));
});

test('takes null for absent, and a list without items for an empty one', async () => {
  const bare = { metadata: { name: 'p', labels: null }, spec: null, status: {} };
  const expected = await listOf([{ metadata: { name: 'p' }, status: {} }]);
  expect(conforming(await listOf([bare]))).toEqual(expected);
  expect(conforming(await listOf(null))).toEqual(await listOf([]));
});

test.each([
  ['items.metadata.name', { metadata: { name: 5 } }],
  ['items.metadata.labels', { metadata: { labels: { a: 5 } } }],
  ['items.metadata.creationTimestamp', { metadata: { creationTimestamp: 'never' } }],
  [
    'items.spec.containers.ports.containerPort',
    { spec: { containers: [{ ports: [{ containerPort: 'x' }] }] } },
  ],
  ['items', null],
])('refuses another form of %s', async (path, pod) => {
  const list = await listOf([pod]);
  expect(() => conforming(list)).toThrow(`with an object of the wrong form (${path})`);
});

test('makes of it a failure of the call', async () => {
  const server = await startServer((_request, response) =>
    json(response, { items: [{ metadata: { name: 5 } }] }),
  );
  const connection = connect(kubeconfigFor(server));
  const listed = await connection.call({ verb: 'list', resource: 'pods', namespace: 'n' }, () =>
    connection.core.listNamespacedPod({ namespace: 'n' }),
  );
  connection.close();
  await server.close();
  expect(listed).toMatchObject({
    ok: false,
    failure: {
      code: 'malformed',
      message: 'the API server answered with an object of the wrong form (items.metadata.name)',
    },
  });
});

// A namespace that is being deleted is the answer to its deletion, seen on a real API server (Kubernetes v1.32).
test('does not mind that a deletion is answered with the object', async () => {
  const namespace = { kind: 'Namespace', metadata: { name: 'n' }, status: { phase: 'Terminating' } };
  const server = await startServer((_request, response) => json(response, namespace));
  const connection = connect(kubeconfigFor(server));
  const deleted = await connection.call({ verb: 'delete', resource: 'namespaces' }, () =>
    connection.core.deleteNamespace({ name: 'n' }),
  );
  connection.close();
  await server.close();
  expect(deleted.ok).toBe(true);
});
