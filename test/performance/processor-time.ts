import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How the arguments of a Node.js program are given. */
export interface Program {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The kernel counts ended children in hundredths of a second, of all together exactly. */
const tickMs = 10;

const turns = 3;
const runsInTurn = 4;

function endedChildrenMs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * tickMs;
}

/**
 * How many times the processor time of a Node.js that does nothing a program takes. Processor time, because a busy
 * machine makes everything wait; several of each in turn, because it is counted in ticks; and one after the other, so
 * that no other child ends meanwhile.
 */
export function processorTimes({ args, env = {} }: Program): number {
  const spend = (given: readonly string[]): number => {
    const before = endedChildrenMs();
    for (let run = 0; run < runsInTurn; run += 1) {
      spawnSync(process.execPath, given, { env, stdio: 'ignore' });
    }
    return endedChildrenMs() - before;
  };
  let [bare, program] = [0, 0];
  for (let turn = 0; turn < turns; turn += 1) {
    bare += spend(['-e', '0']);
    program += spend(args);
  }
  return program / bare;
}
