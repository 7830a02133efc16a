import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';

/** Where this test process keeps what programs in namespaces read; goes with it. */
export const workFolder = mkdtempSync(join(tmpdir(), 'liqo-doctor-namespaces-'));
process.once('exit', () => rmSync(workFolder, { recursive: true, force: true }));

const bundles = new Map<string, Promise<string>>();

/** A program of this repository as one file that Node.js runs, made from the sources once per test process. */
export function bundleOf(entryPoint: string): Promise<string> {
  const known = bundles.get(entryPoint);
  if (known !== undefined) return known;
  const made = bundle(entryPoint, join(workFolder, `${bundles.size}.mjs`));
  bundles.set(entryPoint, made);
  return made;
}

async function bundle(entryPoint: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    outfile,
  });
  return outfile;
}
