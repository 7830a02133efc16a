// Builds what is measured into a folder of its own: the program as it is published, and one whose operator sits in the
// lab's network.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildAlone, buildPrograms } from '../program-builds.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const smallestCheck = fileURLToPath(new URL('smallest-check.js', import.meta.url));
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

/** Paths of the launchers, of the agent and of the lab's runner, and of what the start of the former is held against. */
export async function prepare(folder) {
  const published = await program(join(folder, 'published'), []);
  const inLabs = await program(join(folder, 'in-lab'), [inLab]);
  const [smallestPath, modulesPath] = [join(folder, 'smallest-check.mjs'), join(folder, 'modules-alone.mjs')];
  await buildAlone(smallestCheck, smallestPath);
  await writeFile(modulesPath, modulesAlone(published.agent));
  return {
    folder,
    smallestPath,
    modulesPath,
    launcher: published.launcher,
    agentPath: join(published.dist, 'agent.mjs'),
    runnerPath: join(published.dist, 'lab-runner.mjs'),
    labLauncher: inLabs.launcher,
  };
}

/** A program that imports Node.js's own modules as the agent does, and then connects to a port: its only argument. */
function modulesAlone(agent) {
  const modules = new Set(agent.imports.filter(({ external }) => external).map(({ path }) => path));
  const imports = [...modules].map((name) => `import * as _${name.replaceAll(/\W/g, '_')} from '${name}';`);
  return [
    ...imports,
    "import { connect } from 'node:net';",
    "connect(Number(process.argv[2]), '127.0.0.1');",
    '',
  ].join('\n');
}

async function program(folder, plugins) {
  const dist = join(folder, 'dist');
  await mkdir(folder, { recursive: true });
  const bundles = await buildPrograms({ root, outdir: dist, plugins });
  const outputs = bundles.flatMap(({ outputs: written }) => Object.entries(written));
  const [, agent] = outputs.find(([path]) => path.endsWith('/agent.mjs'));
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  return { dist, agent, launcher: join(folder, 'bin', 'liqo-doctor.js') };
}
