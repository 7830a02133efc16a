// Imports TypeScript of the tests into a script that Node.js runs as it is.
import { rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
let bundles = 0;

/** Everything that these files of a folder of the tests export; names without their ending. */
export async function importBundled(folder, files) {
  bundles += 1;
  // Beside the sources: the bundle imports the packages that it leaves out from there. Node.js keeps what it imports by
  // its name.
  const outfile = fileURLToPath(new URL(`../.bundled-${process.pid}-${bundles}.mjs`, import.meta.url));
  await build({
    stdin: {
      contents: files.map((file) => `export * from './${file}.ts';`).join('\n'),
      resolveDir: fileURLToPath(new URL(`../${folder}`, import.meta.url)),
    },
    absWorkingDir: root,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    outfile,
  });
  return await import(pathToFileURL(outfile).href).finally(() => rm(outfile));
}
