import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('../../', import.meta.url));

/** How a process ended and what it wrote. */
interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as it is published, built into a folder of its own. */
export interface BuiltProgram {
  /** Where the built files lie. */
  readonly distribution: string;
  /** Runs it without the surroundings of the tests: only what is given in `env`, in the folder that is given. */
  run(argv: readonly string[], env?: Readonly<Record<string, string>>, cwd?: string): Promise<Ended>;
  remove(): Promise<void>;
}

export async function buildProgram(): Promise<BuiltProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-built-'));
  await promisify(execFile)(process.execPath, ['build.js', join(folder, 'dist')], { cwd: project });
  await cp(join(project, 'bin'), join(folder, 'bin'), { recursive: true });
  await cp(join(project, 'package.json'), join(folder, 'package.json'));
  return {
    distribution: join(folder, 'dist'),
    run: (argv, env = {}, cwd = process.cwd()) =>
      run([join(folder, 'bin/liqo-doctor.js'), ...argv], env, cwd),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function run(argv: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Promise<Ended> {
  const child = spawn(process.execPath, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  return new Promise((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, ...written }));
  });
}
