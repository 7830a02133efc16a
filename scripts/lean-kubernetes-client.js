// Keeps of @kubernetes/client-node what is called. Loading the whole of it takes a quarter of a second at each start.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(import.meta.resolve('@kubernetes/client-node'));
const ofPackage = /[\\/]node_modules[\\/]@kubernetes[\\/]client-node[\\/]dist[\\/]/u;
const layersFile = /[\\/]gen[\\/]types[\\/](?:Observable|ObjectParam)API\.js$/;
const shellAuthFile = /[\\/]dist[\\/](?:azure|gcp)_auth\.js$/;
const modelsFile = /[\\/]gen[\\/]models[\\/](?:ObjectSerializer|all)\.js$/;

// The generated code is regular: a class begins and ends at the margin, a method four columns from it.
const classHead = /^export class (\w+)/u;
const clientOfClass = /^(?:Observable|Object)?(\w+Api)(?:RequestFactory|ResponseProcessor)?$/u;
const methodHead = /^ {4}(?:async )?(\w+)\(.*\) \{$/u;
const modelLine =
  /^(?:export \* from |import \{ \w+ \} from )'\.\.\/models\/(\w+)\.js';$|^ {4}"(\w+)": \2,?$/u;

/**
 * What the client would read kubeconfigs and send requests with, where nobody gave it a kubeconfig that is read and a
 * way to send (`src/kubernetes/credentials.ts`, `typed-clients.ts`): the names that are imported of each package.
 */
const leftOut = {
  'js-yaml': ['default'],
  'node-fetch': ['default', 'Headers', 'AbortError', 'FetchError'],
};

/**
 * A plugin of esbuild. `operations` names the methods that are called of each generated client (`CoreV1Api`): its others
 * are left out, and so are the models that nothing which is called sends or receives. A client that is not named stays
 * whole. Packages that it has for what we do ourselves are left out: whoever uses them finds an error. Code of the
 * package that does not look as expected fails the build.
 */
export function leanKubernetesClient(operations) {
  return {
    name: 'lean-kubernetes-client',
    async setup(build) {
      const models = await reachableModels(operations);
      // The package does not say of itself that its modules only define something.
      build.onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({ path: entry, sideEffects: false }));
      build.onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, importer, resolveDir }) =>
        ofPackage.test(importer) ? { path: join(resolveDir, path), sideEffects: false } : undefined,
      );
      build.onResolve(
        { filter: new RegExp(`^(?:${Object.keys(leftOut).join('|')})$`) },
        ({ path, importer }) =>
          ofPackage.test(importer) ? { path, namespace: 'left-out', sideEffects: false } : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({ contents: absentPackage(path) }));
      const ofClients = new RegExp(
        `[\\\\/]gen[\\\\/]apis[\\\\/](?:${Object.keys(operations).join('|')})\\.js$`,
      );
      build.onLoad({ filter: shellAuthFile }, async ({ path }) =>
        ofPackage.test(path) ? { contents: withoutShell(await readFile(path, 'utf8')) } : undefined,
      );
      for (const filter of [layersFile, ofClients]) {
        build.onLoad({ filter }, async ({ path }) =>
          ofPackage.test(path)
            ? { contents: usedCode(await readFile(path, 'utf8'), operations).code }
            : undefined,
        );
      }
      build.onLoad({ filter: modelsFile }, async ({ path }) =>
        ofPackage.test(path) ? { contents: usedModels(await readFile(path, 'utf8'), models) } : undefined,
      );
    },
  };
}

/** Generated classes without the methods that nobody calls, and the text of the methods that somebody does. */
export function usedCode(code, operations) {
  const kept = [];
  const called = [];
  let wanted;
  let method;
  for (const line of code.split('\n')) {
    const client = clientOfClass.exec(classHead.exec(line)?.[1] ?? '')?.[1];
    if (client !== undefined) wanted = operations[client];
    method ??= methodHead.exec(line)?.[1];
    const operation = method?.replace(/WithHttpInfo$/u, '');
    if (wanted === undefined || operation === undefined || operation === 'constructor') kept.push(line);
    else if (wanted.includes(operation)) {
      kept.push(line);
      called.push(line);
    }
    if (line === '    }') method = undefined;
  }
  return { code: kept.join('\n'), called: called.join('\n') };
}

/** Kubeconfigs with these auth providers are refused before: what they do is pass a line of the file to a shell. */
function withoutShell(code) {
  const name = /^export class (\w+) \{$/mu.exec(code)?.[1];
  if (name === undefined || !code.includes('execSync'))
    throw new Error('an auth provider is not as expected');
  return `export class ${name} { isAuthProvider() { return false; } }`;
}

function absentPackage(name) {
  const exported = leftOut[name].map((item) =>
    item === 'default' ? 'export default absent;' : `export const ${item} = absent;`,
  );
  return [
    `const fail = () => { throw new Error(${JSON.stringify(`${name} is left out of the bundle`)}); };`,
    'const absent = new Proxy(function () {}, { get: fail, apply: fail, construct: fail });',
    ...exported,
  ].join('\n');
}

/** Names of the models that these operations send or receive, and of those within them. */
async function reachableModels(operations) {
  const gen = join(dirname(entry), 'gen');
  const serializer = await readFile(join(gen, 'models', 'ObjectSerializer.js'), 'utf8');
  const all = new Set(serializer.split('\n').flatMap((line) => modelLine.exec(line)?.[1] ?? []));
  const reachable = new Set();
  const add = async (text) => {
    const found = [...text.matchAll(/"([^"]*)"/gu)].flatMap(([, words]) => words.match(/\w+/gu) ?? []);
    for (const name of new Set(found)) {
      if (!all.has(name) || reachable.has(name)) continue;
      reachable.add(name);
      const model = await readFile(join(gen, 'models', `${name}.js`), 'utf8');
      // With a discriminator, names of models would stand elsewhere, too.
      if (!model.includes(`\n${name}.discriminator = undefined;`)) throw new Error(`${name} has subtypes`);
      await add(model);
    }
  };
  for (const [client, wanted] of Object.entries(operations)) {
    const { called } = usedCode(await readFile(join(gen, 'apis', `${client}.js`), 'utf8'), operations);
    const missing = wanted.filter(
      (name) => !called.includes(`async ${name}(`) || !called.includes(`async ${name}WithHttpInfo(`),
    );
    if (missing.length > 0) throw new Error(`${client} has no ${missing.join(', ')}`);
    await add(called);
  }
  return reachable;
}

function usedModels(serializer, models) {
  return serializer
    .split('\n')
    .filter((line) => {
      const [, file, type] = modelLine.exec(line) ?? [];
      const name = file ?? type;
      return name === undefined || models.has(name);
    })
    .join('\n');
}
