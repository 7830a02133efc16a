// The licences of the packages whose code is in a bundle, as they ask to come with it.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of a package that a bundled file is of: `node_modules/@noble/hashes`, or one further down. */
const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/u;

/** One text with name, version and licence of each package in these bundles of esbuild, by name. */
export async function bundledLicences(metafiles, root) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.flatMap((input) => packageFolder.exec(input)?.[0] ?? []));
  const entries = await Promise.all([...folders].map((folder) => entryOf(join(root, folder))));
  const texts = [...new Set(entries)].sort();
  return `liqo-doctor contains code of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

async function entryOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = await readdir(folder);
  const file =
    files.find((one) => /^licen[cs]e/iu.test(one)) ?? files.find((one) => /^(?:copying|notice)/iu.test(one));
  const text =
    file === undefined
      ? '(The package has no file of its licence.)\n'
      : await readFile(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
