import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('../../', import.meta.url));
const execute = promisify(execFile);

/** How a program ended, and what it wrote. */
interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The package as it is published, installed alone in the folder of somebody's programs. */
export interface InstalledPackage {
  readonly folder: string;
  /** Paths of the files that are published. */
  readonly published: readonly string[];
  /** Adds a program to the folder. */
  write(name: string, text: string): Promise<void>;
  /**
   * Compiles programs strictly, the package's declarations included, with Node.js's own types or with none but those of
   * the language and of browsers; gives what is wrong.
   */
  compile(names: readonly string[], types: readonly 'node'[]): Promise<string>;
  /** Runs a compiled program until it ends by itself. */
  run(name: string, argv: readonly string[]): Promise<Ended>;
  remove(): Promise<void>;
}

/** Builds, packs and installs it, without touching what is built in the project. */
export async function installPackage(): Promise<InstalledPackage> {
  const parent = await mkdtemp(join(tmpdir(), 'liqo-doctor-library-'));
  const [source, folder] = [join(parent, 'source'), join(parent, 'programs')];
  await Promise.all([mkdir(source), mkdir(folder)]);
  const manifest = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as {
    readonly files: readonly string[];
  };
  const copied = ['package.json', ...manifest.files.filter((name) => name !== 'dist')];
  await Promise.all([
    execute(process.execPath, ['build.js', join(source, 'dist')], { cwd: project }),
    ...copied.map((name) => cp(join(project, name), join(source, name), { recursive: true })),
  ]);
  const packed = await execute('npm', ['pack', '--json', '--ignore-scripts'], { cwd: source });
  const [{ filename, files } = { filename: '', files: [] }] = JSON.parse(packed.stdout) as readonly {
    readonly filename: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await execute('npm', ['install', '--offline', '--no-audit', '--no-fund', join(source, filename)], {
    cwd: folder,
  });
  return {
    folder,
    published: files.map(({ path }) => path),
    write: (name, text) => writeFile(join(folder, name), text),
    compile: (names, types) => compile(folder, names, types),
    run: (name, argv) => run(folder, [`${basename(name, '.ts')}.js`, ...argv]),
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

async function compile(folder: string, files: readonly string[], types: readonly 'node'[]): Promise<string> {
  const options = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types,
    // None are installed beside the package.
    typeRoots: [join(project, 'node_modules/@types')],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }));
  const compiler = join(project, 'node_modules/typescript/bin/tsc');
  return execute(process.execPath, [compiler, '-p', folder], { cwd: folder }).then(
    () => '',
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
}

/** Runs with the environment of an operator who has no kubeconfig of his own. */
function run(folder: string, argv: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: folder };
  const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  return new Promise((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, ...written }));
  });
}
