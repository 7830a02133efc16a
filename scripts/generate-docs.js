// Writes the documents in docs/ that are made from the code.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

async function load(entryPoint) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../${entryPoint}`, import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

const docs = new URL('../docs/', import.meta.url);
const { catalogue } = await load('src/judge/rules/catalogue.ts');
const { renderCheckReference } = await load('src/report/check-reference.ts');
await writeFile(new URL('checks.md', docs), renderCheckReference(catalogue));

const { renderReportSchema } = await load('src/report/report-schema.ts');
await writeFile(new URL('report-schema.json', docs), renderReportSchema());

const { renderCommandReference } = await load('src/cli/command-reference.ts');
await writeFile(new URL('commands.md', docs), renderCommandReference());
