import type { FaultyRun } from './faults.js';
import type { Kill } from './kills.js';

/** One line that counts what was killed and what had faults, and how often something was wrong. */
export function soakSummary(kills: readonly Kill[], runs: readonly FaultyRun[]): string {
  const by = (signal: Kill['signal']) => `${kills.filter((kill) => kill.signal === signal).length} ${signal}`;
  const same = runs.filter(({ end, withoutFaults }) => end === withoutFaults).length;
  const undetermined = runs.filter(
    ({ end, withoutFaults }) => end === 'undetermined' && end !== withoutFaults,
  ).length;
  return [
    `${kills.length} killed (${by('SIGINT')}, ${by('SIGTERM')}, ${by('SIGKILL')}), ${wrong(kills)} wrong`,
    `${runs.length} with faults (${same} the same verdict, ${undetermined} undetermined), ${wrong(runs)} wrong`,
  ].join('; ');
}

function wrong(all: readonly { readonly mistakes: readonly string[] }[]): number {
  return all.filter(({ mistakes }) => mistakes.length > 0).length;
}
