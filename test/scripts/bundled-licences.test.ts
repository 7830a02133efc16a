import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { expect, test } from 'vitest';

// @ts-expect-error: a script without types.
import { bundledLicences as untyped } from '../../scripts/bundled-licences.js';

const bundledLicences = untyped as (metafiles: readonly object[], root: string) => Promise<string>;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Licences that let their code be passed on in a bundle, on condition that they come with it. */
const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense'];

test('a package that is bundled comes with the text of its licence, once', async () => {
  const { metafile } = await build({
    stdin: { contents: "import 'semver/functions/coerce.js';", resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    write: false,
    metafile: true,
  });
  const text = await bundledLicences([metafile, metafile], root);
  const licence = readFileSync(`${root}/node_modules/semver/LICENSE`, 'utf8').trim();
  expect(text.split(licence).length - 1).toBe(1);
  expect(text).toMatch(/^semver \d+\.\d+\.\d+ \(ISC\)$/mu);
});

test('all that is published may be', () => {
  const published = readFileSync(`${root}/dist/licences.txt`, 'utf8');
  const licences = [...published.matchAll(/^\S+ \d+\.\d+\.\d+\S* \((.+)\)$/gmu)].map(
    ([, licence]) => licence,
  );
  expect(licences.length).toBeGreaterThan(20);
  expect([...new Set(licences)].filter((licence) => !permissive.includes(licence ?? ''))).toEqual([]);
  for (const name of ['@kubernetes/client-node', '@noble/hashes', 'multicast-dns', 'ora', 'yargs', 'zod']) {
    expect(published).toContain(`\n${name} `);
  }
});
