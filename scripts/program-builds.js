// How the programs are bundled: the command line, the library, the agent that runs in pods, and the lab's runner.
import { build } from 'esbuild';

import { importBundled } from './import-bundled.js';
import { lazyStringWidth } from './lazy-string-width.js';
import { leanKubernetesClient } from './lean-kubernetes-client.js';

// CommonJS dependencies call require() for Node's own modules; an ES module has to bring its own.
const banner = {
  js: "import{createRequire as createRequireForBundle}from'node:module';const require=createRequireForBundle(import.meta.url);",
};

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  // They are in a file of their own.
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** Bundles all of them from the sources in `root`; gives what is in each bundle. `plugins` are for the command line and the library. */
export async function buildPrograms({ root, outdir, plugins = [] }) {
  const ofRoot = { ...common, absWorkingDir: root };
  const { apiOperations } = await importBundled('src/kubernetes', ['api-operations']);
  const bundles = await Promise.all([
    build({
      ...ofRoot,
      banner,
      plugins: [leanKubernetesClient(apiOperations), lazyStringWidth, ...plugins],
      entryPoints: { cli: 'src/cli/main.ts', library: 'src/library/index.ts' },
      splitting: true,
      outdir,
      chunkNames: 'chunks/[name]-[hash]',
    }),
    // The agent travels in a ConfigMap: one file, no splitting.
    build({ ...ofRoot, entryPoints: ['src/agent/main.ts'], outfile: `${outdir}/agent.mjs` }),
    build({ ...ofRoot, entryPoints: ['src/lab/runner/main.ts'], outfile: `${outdir}/lab-runner.mjs` }),
  ]);
  return bundles.map(({ metafile }) => metafile);
}

/** Bundles one file as the command line is bundled, with nothing of the Kubernetes client but its kubeconfigs. */
export function buildAlone(entryPoint, outfile) {
  return build({
    ...common,
    banner,
    plugins: [leanKubernetesClient({})],
    entryPoints: [entryPoint],
    outfile,
  });
}
