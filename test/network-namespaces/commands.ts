import { spawn, spawnSync } from 'node:child_process';

/** What a command wrote and how it ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function run(command: readonly string[], input = ''): Promise<CommandResult> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: 'pipe' });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  // Whoever does not read his input says so by how he ends.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}

/** Runs a command that must end with 0, and gives what it wrote. */
export async function runOk(command: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(command, input);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${stderr}\n${input}`);
  return stdout;
}

/** The same at once, for when the process is about to end; failures are nobody's business any more. */
export function runNow(command: readonly string[], input = ''): string {
  const [file = '', ...args] = command;
  return spawnSync(file, args, { encoding: 'utf8', input }).stdout;
}
