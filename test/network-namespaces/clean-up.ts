import { readdirSync } from 'node:fs';

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
export async function remove(namespaces: readonly string[]): Promise<void> {
  await Promise.all(
    namespaces.map(async (name) => {
      const { stdout } = await run(['ip', 'netns', 'pids', name]);
      killAll(stdout);
      await run(['ip', 'netns', 'del', name]);
      made.delete(name);
    }),
  );
}

function removeAllNow(): void {
  for (const name of made) removeNow(name);
  made.clear();
}

function removeNow(name: string): void {
  killAll(runNow(['ip', 'netns', 'pids', name]));
  runNow(['ip', 'netns', 'del', name]);
}

function killAll(pids: string): void {
  for (const pid of pids.split('\n').filter((line) => line !== '')) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Removes what a test process left behind that was killed without a chance to do so. */
function removeOrphans(): void {
  for (const name of list()) {
    const owner = /^ld-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) removeNow(name);
  }
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
