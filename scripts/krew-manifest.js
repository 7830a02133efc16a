// Prints the manifest with which krew installs a release: node scripts/krew-manifest.js <archive> <repository>
// The archive is what `npm pack` made and what the release of that repository will have, under its own name.
// SOURCE: https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import process from 'node:process';

import { stringify } from 'yaml';

const krewRoot = '"${KREW_ROOT:-$HOME/.krew}"';
const completer = 'kubectl_complete-liqo_doctor';

const [archive, repository] = process.argv.slice(2);
if (archive === undefined || !/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/u.test(repository ?? '')) {
  process.stderr.write(
    'usage: node scripts/krew-manifest.js <archive> https://github.com/<owner>/<repository>\n',
  );
  process.exitCode = 2;
} else {
  const { name, version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(
    stringify(manifest({ name, version, sha256: await sha256Of(archive) }), { lineWidth: 0 }),
  );
}

async function sha256Of(file) {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

function manifest({ name, version, sha256 }) {
  return {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name },
    spec: {
      version: `v${version}`,
      homepage: repository,
      shortDescription: 'Checks whether two clusters can be peered with Liqo',
      description: [
        'Tells, before two clusters are peered with Liqo, whether each can reach what the',
        'other one will advertise: from pods of both, in both directions, at the addresses',
        'that the release of Liqo would compute. Where it cannot, it says what to change.',
        '',
      ].join('\n'),
      caveats: [
        'Node.js 20.19 or later has to be on the PATH as `node`: krew does not install it.',
        'krew links no program for completion. For Tab behind `kubectl liqo-doctor`, after each upgrade:',
        `  ln -sf ${krewRoot}/store/${name}/v${version}/bin/${completer}.js ${krewRoot}/bin/${completer}`,
        '',
      ].join('\n'),
      platforms: [
        {
          // krew on Windows links programs that end in .exe only.
          selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['darwin', 'linux'] }] },
          uri: `${repository}/releases/download/v${version}/${basename(archive)}`,
          sha256,
          // npm packs everything into the folder `package`.
          files: [{ from: 'package/*', to: '.' }],
          bin: 'bin/liqo-doctor.js',
        },
      ],
    },
  };
}
