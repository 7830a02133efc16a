// Bundles the command line, the agent that runs in pods, and the lab's runner into dist/.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const outdir = process.argv[2] ?? fileURLToPath(new URL('dist', import.meta.url));
const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
};
// CommonJS dependencies call require() for Node's own modules; an ES module has to bring its own.
const banner = {
  js: "import{createRequire as createRequireForBundle}from'node:module';const require=createRequireForBundle(import.meta.url);",
};

await rm(outdir, { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    banner,
    // node-fetch takes it where Node.js has no URL of its own; it comes with a table that takes long to load.
    alias: { 'whatwg-url': 'node:url' },
    entryPoints: { cli: 'src/cli/main.ts' },
    splitting: true,
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
  }),
  // The agent travels in a ConfigMap: one file, no splitting.
  build({ ...common, entryPoints: ['src/agent/main.ts'], outfile: `${outdir}/agent.mjs` }),
  build({ ...common, entryPoints: ['src/lab/runner/main.ts'], outfile: `${outdir}/lab-runner.mjs` }),
]);
