import { readdirSync, statSync } from 'node:fs';

import { run, runNow } from './commands.js';

/** Namespaces that this process has made and not removed yet. */
const made = new Set<string>();

let isWatching = false;

/** Keeps namespaces in mind, so that they go with this process however it ends. */
export function register(namespaces: readonly string[]): void {
  for (const name of namespaces) made.add(name);
  if (isWatching) return;
  isWatching = true;
  removeOrphans();
  process.once('exit', removeAllNow);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      removeAllNow();
      // To end as if nobody had listened.
      process.kill(process.pid, signal);
    });
  }
}

/** Removes namespaces, and what still runs in them, at the end of a test. */
export async function remove(
  namespaces: readonly string[],
  runCommand: (command: readonly string[], input: string) => Promise<unknown> = run,
): Promise<void> {
  killProcessesIn(namespaces);
  await runCommand(['ip', '-force', '-batch', '-'], namespaces.map((name) => `netns del ${name}\n`).join(''));
  for (const name of namespaces) made.delete(name);
}

/** Ends what runs in these namespaces, and leaves them. */
export function killProcessesIn(namespaces: readonly string[]): void {
  killAll(processesIn(namespaces));
}

function removeAllNow(): void {
  removeNow([...made]);
  made.clear();
}

function removeNow(namespaces: readonly string[]): void {
  if (namespaces.length === 0) return;
  killProcessesIn(namespaces);
  runNow(['ip', '-force', '-batch', '-'], namespaces.map((name) => `netns del ${name}\n`).join(''));
}

/** The processes in these namespaces, found in one walk through all that run. */
function processesIn(namespaces: readonly string[]): number[] {
  const inodes = new Set(namespaces.flatMap((name) => inodeOf(`/run/netns/${name}`) ?? []));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((pid) => inodes.has(inodeOf(`/proc/${pid}/ns/net`) ?? -1))
    .map(Number);
}

/** `undefined` where there is nothing, or nothing any more. */
function inodeOf(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Removes what a test process left behind that was killed without a chance to do so. */
function removeOrphans(): void {
  const orphans = list().filter((name) => {
    const owner = /^ld-(\d+)-/.exec(name)?.[1];
    return owner !== undefined && !isAlive(Number(owner));
  });
  removeNow(orphans);
}

function list(): string[] {
  try {
    return readdirSync('/run/netns');
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
