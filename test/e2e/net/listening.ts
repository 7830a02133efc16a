import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import type { MachineName } from './machines.js';
import type { Namespaces } from './namespaces.js';

/** A program that is going to listen on TCP ports of its machine. */
export interface Starting {
  readonly machine: MachineName;
  readonly child: ChildProcess;
  readonly ports: readonly number[];
}

/** A machine that is busy with two dozen networks takes its time. */
const withinMs = 60_000;

/** Resolves when a program listens on all its ports; throws what it has said when it ends instead. */
export async function listens(namespaces: Namespaces, { machine, child, ports }: Starting): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const startedAt = performance.now();
  for (;;) {
    const { stdout } = await namespaces.exec(machine, ['ss', '-Hltn']);
    const open = stdout
      .split('\n')
      .map((line) => Number(/:(\d+)$/u.exec(line.trim().split(/\s+/u)[3] ?? '')?.[1]));
    if (ports.every((port) => open.includes(port))) return;
    if (child.exitCode !== null || performance.now() - startedAt > withinMs) {
      throw new Error(
        `${child.spawnargs.slice(3).join(' ')} does not listen on ${ports.join(', ')}: ${said}`,
      );
    }
    await sleep(20);
  }
}
