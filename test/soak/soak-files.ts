import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

/** The programs of a soak, built into a folder of their own. */
export interface SoakFiles {
  /** The folder with `agent.mjs`, as a URL with a trailing slash. */
  readonly distribution: string;
  readonly agentSource: string;
  readonly runnerPath: string;
  /** `cli-process.ts`, to be run by Node.js. */
  readonly cliPath: string;
  remove(): Promise<void>;
}

/** CommonJS packages call require() for Node's own modules; an ES module has to bring its own. */
const banner = {
  js: "import{createRequire as createRequireForBundle}from'node:module';const require=createRequireForBundle(import.meta.url);",
};

/** Builds them from the sources as they are; `root` is the repository. */
export async function buildSoakFiles(root: string): Promise<SoakFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-soak-'));
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  } as const;
  const at = (name: string) => join(folder, name);
  await Promise.all([
    build({ ...common, minify: true, entryPoints: ['src/agent/main.ts'], outfile: at('agent.mjs') }),
    build({ ...common, minify: true, entryPoints: ['src/lab/runner/main.ts'], outfile: at('runner.mjs') }),
    build({ ...common, banner, entryPoints: ['test/soak/cli-process.ts'], outfile: at('cli.mjs') }),
  ]);
  return {
    distribution: `${pathToFileURL(folder).href}/`,
    agentSource: await readFile(at('agent.mjs'), 'utf8'),
    runnerPath: at('runner.mjs'),
    cliPath: at('cli.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
