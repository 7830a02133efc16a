import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A command for `script`. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** What it reads, in whole lines. */
  readonly input?: string | undefined;
}

type Settle = (end: { readonly code: number; readonly output: string }) => void;

/**
 * One shell that starts all commands. Starting one from Node.js stops everything in this process, servers and agents
 * included, for as long as it takes to copy the tables of its memory and to be scheduled; a shell is small.
 */
export class CommandShell {
  readonly #waiting = new Map<number, Settle>();
  #shell: ChildProcess | undefined;
  #count = 0;

  /** Runs commands one after the other to the first that fails, if one does: that is an error, with all they wrote. */
  async run(commands: readonly ShellCommand[]): Promise<void> {
    const text = script(commands);
    const id = (this.#count += 1);
    const shell = (this.#shell ??= this.#start());
    const end = new Promise<Parameters<Settle>[0]>((resolve) => this.#waiting.set(id, resolve));
    shell.stdin?.write(job(id, text));
    const { code, output } = await end;
    if (code !== 0) throw new Error(`a command ended with ${code}: ${output}\n${text}`);
  }

  #start(): ChildProcess {
    const shell = spawn('bash', ['--norc'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: shell.stdout });
    lines.on('line', (line) => {
      const [id = '', code = '', ...output] = line.split(' ');
      this.#waiting.get(Number(id))?.({ code: Number(code), output: output.join(' ') });
      this.#waiting.delete(Number(id));
    });
    shell.once('close', () => {
      this.#shell = undefined;
      for (const settle of this.#waiting.values()) settle({ code: -1, output: 'the shell has ended' });
      this.#waiting.clear();
    });
    // It ends with this process, and keeps it from ending no more than its output does.
    shell.unref();
    for (const stream of [shell.stdin, shell.stdout]) if ('unref' in stream) (stream.unref as () => void)();
    return shell;
  }
}

/** In the background; the line that tells its end is short enough to be written in one piece. */
function job(id: number, text: string): string {
  return [
    '(',
    'output=$(',
    'exec 2>&1',
    'set -e',
    text,
    ')',
    'code=$?',
    `if [ -z "$output" ]; then echo "${id} $code"; else`,
    `printf '%s %s %s\\n' ${id} $code "$(printf %s "$output" | tr '\\n' '|' | head -c 3000)"; fi`,
    ') &',
    '',
  ].join('\n');
}

function script(commands: readonly ShellCommand[]): string {
  return commands
    .map(({ words, input }) => {
      const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
      return input === undefined ? line : `${line} <<'END OF INPUT'\n${ended(input)}END OF INPUT`;
    })
    .join('\n');
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
