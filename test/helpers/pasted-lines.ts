import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One command that bash ran: the program's name and its arguments. */
export type RanCommand = readonly string[];

/** The programs that lines are made for. */
export const programs: readonly string[] = ['helm', 'kubectl', 'liqoctl', 'liqo-doctor'];

/**
 * What bash runs of lines that are pasted one after the other. The programs that are meant are there and tell how they
 * were called; every other command, the builtins aside, is told as `unknown command` with its words. Nothing is executed.
 */
export function runPasted(lines: readonly string[]): readonly (readonly RanCommand[])[] {
  const told = (name: string): string => `printf '%s\\0' '${name}' "$@" '${end}' >&3`;
  const script = [
    'PATH=/nonexistent; exec 3>&1 1>/dev/null 2>/dev/null',
    ...programs.map((name) => `${name}() { ${told(name)}; }`),
    `command_not_found_handle() { ${told('unknown command')}; }`,
    ...lines.map((line) => `${line}\nprintf '%s\\0' '${next}' >&3`),
  ];
  const words = runIn(script.join('\n')).split('\0').slice(0, -1);
  const perLine = split(words, next).map((ofLine) => split(ofLine, end));
  if (perLine.length !== lines.length) {
    throw new Error(`bash got through ${perLine.length} of ${lines.length} lines`);
  }
  return perLine;
}

/** Runs a script in an empty folder, which has to stay empty. */
function runIn(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'liqo-doctor-pasted-'));
  try {
    const output = execFileSync('bash', ['--norc'], {
      cwd: folder,
      input: script,
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'inherit'],
      maxBuffer: 1 << 28,
    });
    const written = readdirSync(folder);
    if (written.length > 0) throw new Error(`a line wrote into ${written.join(', ')}`);
    return output.toString('utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const end = 'end of command';
const next = 'end of line';

/** What is before each separator. */
function split(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [];
  let part: string[] = [];
  for (const word of words) {
    if (word === separator) {
      parts.push(part);
      part = [];
    } else part.push(word);
  }
  if (part.length > 0) throw new Error(`something is unfinished: ${part.join(' ')}`);
  return parts;
}
