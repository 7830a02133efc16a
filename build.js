// Bundles the command line, the library with its types, the agent that runs in pods, and the lab's runner into dist/,
// with the licences of what is in them.
import { rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { bundledLicences } from './scripts/bundled-licences.js';
import { importBundled } from './scripts/import-bundled.js';
import { lazyStringWidth } from './scripts/lazy-string-width.js';
import { leanKubernetesClient } from './scripts/lean-kubernetes-client.js';
import { libraryTypes } from './scripts/library-types.js';

const root = fileURLToPath(new URL('.', import.meta.url));
const outdir = process.argv[2] ?? `${root}dist`;
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  keepNames: true,
  // They are in a file of their own.
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};
// CommonJS dependencies call require() for Node's own modules; an ES module has to bring its own.
const banner = {
  js: "import{createRequire as createRequireForBundle}from'node:module';const require=createRequireForBundle(import.meta.url);",
};

const { apiOperations } = await importBundled('src/kubernetes', ['api-operations']);
await rm(outdir, { recursive: true, force: true });
const bundles = await Promise.all([
  build({
    ...common,
    banner,
    plugins: [leanKubernetesClient(apiOperations), lazyStringWidth],
    // node-fetch takes it where Node.js has no URL of its own; it comes with a table that takes long to load.
    alias: { 'whatwg-url': 'node:url' },
    entryPoints: { cli: 'src/cli/main.ts', library: 'src/library/index.ts' },
    splitting: true,
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
  }),
  // The agent travels in a ConfigMap: one file, no splitting.
  build({ ...common, entryPoints: ['src/agent/main.ts'], outfile: `${outdir}/agent.mjs` }),
  build({ ...common, entryPoints: ['src/lab/runner/main.ts'], outfile: `${outdir}/lab-runner.mjs` }),
]);
await writeFile(`${outdir}/library.d.ts`, await libraryTypes(`${root}src/library/index.ts`));
await writeFile(
  `${outdir}/licences.txt`,
  await bundledLicences(
    bundles.map(({ metafile }) => metafile),
    root,
  ),
);
