// Bundles the command line, the library with its types, the agent that runs in pods, and the lab's runner into dist/,
// with the licences of what is in them.
import { rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { bundledLicences } from './scripts/bundled-licences.js';
import { libraryTypes } from './scripts/library-types.js';
import { buildPrograms } from './scripts/program-builds.js';

const root = fileURLToPath(new URL('.', import.meta.url));
const outdir = process.argv[2] ?? `${root}dist`;
await rm(outdir, { recursive: true, force: true });
const bundles = await buildPrograms({ root, outdir });
await writeFile(`${outdir}/library.d.ts`, await libraryTypes(`${root}src/library/index.ts`));
await writeFile(`${outdir}/licences.txt`, await bundledLicences(bundles, root));
