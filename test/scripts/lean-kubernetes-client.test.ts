import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import * as whole from '@kubernetes/client-node';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

// @ts-expect-error: a script without types.
import { leanKubernetesClient as untyped } from '../../scripts/lean-kubernetes-client.js';
import { apiOperations } from '../../src/kubernetes/api-operations.js';

const leanKubernetesClient = untyped as (operations: Readonly<Record<string, readonly string[]>>) => Plugin;
const root = fileURLToPath(new URL('../..', import.meta.url));

type Client = typeof whole;
type ClientName = keyof typeof apiOperations;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-lean-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function bundle(operations: Readonly<Record<string, readonly string[]>>, outfile: string) {
  const names = [
    ...Object.keys(operations),
    'createConfiguration',
    'KubeConfig',
    'ResponseContext',
    'ServerConfiguration',
  ];
  return build({
    stdin: {
      contents: `export { ${names.join(', ')}, wrapHttpLibrary } from '@kubernetes/client-node';`,
      resolveDir: root,
    },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [leanKubernetesClient(operations)],
    outfile,
  });
}

/** A value of a type as the models of the whole client describe it, with each of its fields, as a server sends it. */
function filled(type: string, above: readonly string[] = []): unknown {
  const of = (inner: string): unknown => filled(inner, above);
  const [, item] = /^Array<(.*)>$/u.exec(type) ?? [];
  if (item !== undefined) return [of(item)];
  const [, value] = /^\{ \[key: string\]: (.*); \}$/u.exec(type) ?? [];
  if (value !== undefined) return { key: of(value) };
  if (type === 'number') return 7;
  if (type === 'boolean') return true;
  if (type === 'Date') return '2026-01-02T03:04:05.000Z';
  const model = (whole as unknown as Record<string, unknown>)[type] as typeof whole.V1Pod | undefined;
  if (typeof model?.getAttributeTypeMap !== 'function' || above.includes(type)) return `a ${type}`;
  return Object.fromEntries(
    model.getAttributeTypeMap().map((field) => [field.baseName, filled(field.type, [...above, type])]),
  );
}

interface Call {
  readonly name: ClientName;
  readonly operation: string;
  readonly answer: unknown;
}

/** What an operation sends, and what becomes of an answer. */
async function call(client: Client, { name, operation, answer }: Call) {
  const sent: unknown[] = [];
  const api = new client[name](
    client.createConfiguration({
      baseServer: new client.ServerConfiguration('https://server.example', {}),
      httpApi: client.wrapHttpLibrary({
        send: (request) => {
          sent.push([request.getHttpMethod(), request.getUrl(), request.getHeaders(), request.getBody()]);
          const text = JSON.stringify(answer);
          const body = {
            text: () => Promise.resolve(text),
            binary: () => Promise.resolve(Buffer.from(text)),
          };
          return Promise.resolve(
            new client.ResponseContext(200, { 'content-type': 'application/json' }, body),
          );
        },
      }),
    }),
  );
  const methods = api as unknown as Record<string, (parameters: object) => Promise<unknown>>;
  const parameters = { name: 'a', namespace: 'b', labelSelector: 'c=d', body: answer };
  return { sent, result: await methods[operation]?.(parameters) };
}

/** What is sent or received by each operation, by the API reference of Kubernetes. */
function kindOf(operation: string): string {
  if (operation.startsWith('delete')) return 'V1Status';
  const [, kind = ''] =
    /^(?:create|patch|read|list)(?:Namespaced)?([A-Z]\w*?)(?:ForAllNamespaces)?$/u.exec(operation) ?? [];
  const model = kind === 'Event' ? 'CoreV1Event' : `V1${kind}`;
  return operation.startsWith('list') ? `${model}List` : model;
}

test('what is left of the client sends and reads every field as the whole of it does', async () => {
  const outfile = join(folder, 'lean.mjs');
  await bundle(apiOperations, outfile);
  const lean = (await import(pathToFileURL(outfile).href)) as Client;
  for (const name of ['CoreV1Api', 'BatchV1Api', 'AuthorizationV1Api'] as const) {
    for (const operation of apiOperations[name]) {
      const answer = filled(kindOf(operation));
      expect(typeof answer, operation).toBe('object');
      const expected = await call(whole, { name, operation, answer });
      expect(expected.result, operation).toBeDefined();
      expect(await call(lean, { name, operation, answer }), operation).toEqual(expected);
    }
    const methods = Object.getOwnPropertyNames(lean[name].prototype);
    const called = methods.filter((method) => !method.endsWith('WithHttpInfo') && method !== 'constructor');
    expect(called.sort()).toEqual([...apiOperations[name]].sort());
  }
});

test('what the client reads kubeconfigs with is left out, and says so', async () => {
  const outfile = join(folder, 'left-out.mjs');
  await bundle({}, outfile);
  const { KubeConfig } = (await import(pathToFileURL(outfile).href)) as Client;
  expect(() => new KubeConfig().loadFromString('{}')).toThrow('js-yaml is left out of the bundle');
});

test('an operation that the client does not have fails the build', async () => {
  const built = bundle({ BatchV1Api: ['createNamespacedJob', 'createDuck'] }, join(folder, 'wrong.mjs'));
  await expect(built).rejects.toThrow('BatchV1Api has no createDuck');
});
