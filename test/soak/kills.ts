import { spawn } from 'node:child_process';

import { runCleanup } from '../../src/check/run-cleanup.js';
import { runAgent } from '../../src/agent/run-agent.js';
import { createRandom } from '../../src/lab/random/random.js';
import type { Lab } from '../../src/lab/start-lab.js';
import { startLab } from '../../src/lab/start-lab.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import { sides } from '../../src/model/peering.js';
import { cliSettingsVariable, type CliSettings } from './cli-settings.js';
import { differencesBetween, stateOf, untilNone, withoutEmptyNamespace } from './cluster-state.js';
import { clusterOf } from './lab-connection.js';
import type { SoakFiles } from './soak-files.js';
import { shareOf, type SoakPart } from './soak-part.js';

/** What ends a run before its time; the signal that nobody can answer comes as often as the others. */
const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
type Signal = (typeof signals)[number];

/** One run that was killed, and what of it was wrong. */
export interface Kill {
  readonly signal: Signal;
  readonly afterMs: number;
  readonly mistakes: readonly string[];
}

/** How the process of a run ended. */
interface Ended {
  readonly exitCode: number | null;
  readonly by: NodeJS.Signals | null;
  readonly stderr: string;
  readonly tookMs: number;
}

const timeoutSeconds = 60;
/**
 * The server ends a run's Jobs 30 s after its timeout and keeps them for 60 s, so that their logs can be read; a second is
 * for the pods to end.
 */
const everythingEndsMs = (timeoutSeconds + 30 + 60 + 1) * 1000;
/** A process that was asked to end has done so by now, whatever it had to clean up. */
const endsWithinMs = 60_000;
/** What a cluster does by itself takes so long at most, its clock aside. */
const settlesWithinMs = 15_000;

/**
 * Starts the command line so many times between two clusters of a lab and kills it at instants that the seed chooses,
 * anywhere from before its first call to after its last.
 */
export async function killRuns(
  part: SoakPart,
  files: SoakFiles,
  onKill: (kill: Kill) => void,
): Promise<Kill[]> {
  const random = createRandom(part.seed);
  const planned = Array.from({ length: part.count }, () => ({
    signal: random.pick(signals),
    instant: random.next(),
  }));
  const queue = shareOf(planned, part);
  const kills: Kill[] = [];
  const lanes = Math.min(part.lanes ?? 1, queue.length);
  await Promise.all(
    Array.from({ length: lanes }, () =>
      killInLab(queue, files, (kill) => {
        onKill(kill);
        kills.push(kill);
      }),
    ),
  );
  return kills;
}

/** A kill as the seed chose it. */
interface PlannedKill {
  readonly signal: Signal;
  /** From 0, the start of a run, to 1, its end. */
  readonly instant: number;
}

/** Takes kills off the queue, one after the other in one lab. */
async function killInLab(
  queue: PlannedKill[],
  files: SoakFiles,
  onKill: (kill: Kill) => void,
): Promise<void> {
  const lab = await startLab(sameLan('v1.2.0'), { runnerPath: files.runnerPath, runAgent });
  try {
    const whole = await runCli(lab, files);
    if (whole.exitCode !== 0) throw new Error(`a run that nobody killed failed: ${whole.stderr}`);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      onKill(await killOne({ lab, files }, { ...next, wholeMs: whole.tookMs }));
    }
  } finally {
    await lab.close();
  }
}

interface Setting {
  readonly lab: Lab;
  readonly files: SoakFiles;
}

async function killOne(
  { lab, files }: Setting,
  { signal, instant, wholeMs }: PlannedKill & { readonly wholeMs: number },
): Promise<Kill> {
  const afterMs = Math.floor(instant * wholeMs);
  const before = stateOf(lab);
  const ended = await runCli(lab, files, { signal, afterMs });
  const mistakes = signal === 'SIGKILL' ? [] : endingMistakes(signal, ended);
  if (signal === 'SIGKILL') {
    for (const side of sides) lab.clusters[side].passTime(everythingEndsMs);
    mistakes.push(
      ...(await untilNone(() => {
        const after = stateOf(lab);
        return withoutEmptyNamespace(differencesBetween(before, after), after);
      }, settlesWithinMs)),
    );
    await cleanUpLater(lab);
    mistakes.push(...differencesBetween(before, stateOf(lab)).map((line) => `after cleanup ${line}`));
  } else {
    mistakes.push(...differencesBetween(before, stateOf(lab)));
  }
  return { signal, afterMs, mistakes };
}

/** `liqo-doctor cleanup`, so much later that the killed run's time is over. */
async function cleanUpLater(lab: Lab): Promise<void> {
  const clusters = { local: await clusterOf(lab, 'local'), remote: await clusterOf(lab, 'remote') };
  const cleaned = await runCleanup(
    { clusters, namespace: 'liqo-doctor', all: false, dryRun: false },
    { clock: { wallTime: () => Date.now() + everythingEndsMs }, onProgress: () => undefined },
  );
  for (const side of sides) clusters[side].connection.close();
  if (!cleaned.ok) throw new Error(cleaned.failure.message);
}

/** It may be asked before it listens, and then dies of the signal; and when it has its result already. */
function endingMistakes(signal: 'SIGINT' | 'SIGTERM', { exitCode, by, stderr }: Ended): string[] {
  const expected = signal === 'SIGINT' ? 130 : 143;
  const isRight = by === signal || exitCode === expected || exitCode === 0;
  return isRight
    ? []
    : [`ended with ${exitCode ?? by ?? 'nothing'}: ${stderr.trim().split('\n').at(-1) ?? ''}`];
}

function runCli(
  lab: Lab,
  files: SoakFiles,
  kill?: { readonly signal: Signal; readonly afterMs: number },
): Promise<Ended> {
  const settings: CliSettings = {
    kubeconfigs: { local: lab.clusters.local.kubeconfigPath, remote: lab.clusters.remote.kubeconfigPath },
    ...lab.admitOperator(),
    distribution: files.distribution,
    timeout: `${timeoutSeconds}s`,
  };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [files.cliPath], {
    env: { [cliSettingsVariable]: JSON.stringify(settings) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const killing = kill && setTimeout(() => child.kill(kill.signal), kill.afterMs);
  const giving = setTimeout(() => child.kill('SIGKILL'), (kill?.afterMs ?? 0) + endsWithinMs);
  return new Promise((resolve) => {
    child.on('close', (exitCode, by) => {
      clearTimeout(killing);
      clearTimeout(giving);
      resolve({ exitCode, by, stderr, tookMs: performance.now() - startedAt });
    });
  });
}
