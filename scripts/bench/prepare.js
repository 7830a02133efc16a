// Builds what is measured into a folder of its own: the program as it is published, and one whose operator sits in the
// lab's network.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildPrograms } from '../program-builds.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const labWorld = fileURLToPath(new URL('lab-world.js', import.meta.url));

/** Puts the lab's network in place of this machine's, for the commands of the command line alone. */
const inLab = {
  name: 'in-lab',
  setup(build) {
    build.onResolve({ filter: /probe\/node-world\.js$/ }, ({ importer }) =>
      importer.includes('/src/cli/') ? { path: labWorld } : undefined,
    );
  },
};

/** Paths of the launchers, of the agent and of the lab's runner. */
export async function prepare(folder) {
  const published = await program(join(folder, 'published'), []);
  const inLabs = await program(join(folder, 'in-lab'), [inLab]);
  return {
    folder,
    launcher: published.launcher,
    agentPath: join(published.dist, 'agent.mjs'),
    runnerPath: join(published.dist, 'lab-runner.mjs'),
    labLauncher: inLabs.launcher,
  };
}

async function program(folder, plugins) {
  const dist = join(folder, 'dist');
  await mkdir(folder, { recursive: true });
  await buildPrograms({ root, outdir: dist, plugins });
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  return { dist, launcher: join(folder, 'bin', 'liqo-doctor.js') };
}
