import { runAgent } from '../../src/agent/run-agent.js';
import { runCheck } from '../../src/check/run-check.js';
import { createRandom } from '../../src/lab/random/random.js';
import type { Lab } from '../../src/lab/start-lab.js';
import { startLab } from '../../src/lab/start-lab.js';
import type { ApiDisturbances } from '../../src/lab/topology/cluster-spec.js';
import type { LabScenario } from '../../src/lab/topology/scenarios.js';
import { labScenarios } from '../../src/lab/topology/scenarios.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import { latestRelease } from '../../src/liqo/release.js';
import type { Report } from '../../src/model/report.js';
import { differencesBetween, stateOf } from './cluster-state.js';
import { clusterOf } from './lab-connection.js';
import type { SoakFiles } from './soak-files.js';
import { shareOf, type SoakPart } from './soak-part.js';

/** How a run ended whose API servers stumbled all the time. */
type FaultyEnd = Report['verdict'] | 'could-not-start' | 'interrupted';

/** One such run, and what of it was wrong. */
export interface FaultyRun {
  readonly scenario: string;
  readonly seed: number;
  readonly end: FaultyEnd;
  /** The verdict where no call fails. */
  readonly withoutFaults: FaultyEnd;
  readonly mistakes: readonly string[];
}

/** The share of calls that something befalls. */
const share = 0.2;
/** A call that hangs is given up by the client first. */
const callTimeoutMs = 3_000;
const hangMs = 4_000;
/** So many at the same time unless something else is said. */
const usualLanes = 3;

/** Runs so many checks against API servers of which a fifth of the calls fail, in ways that the seed chooses. */
export async function faultyRuns(
  part: SoakPart,
  files: SoakFiles,
  onRun: (run: FaultyRun) => void,
): Promise<FaultyRun[]> {
  const random = createRandom(part.seed);
  const planned = Array.from({ length: part.count }, () => ({
    scenario: random.pick(scenarios),
    seed: Math.floor(random.next() * 2 ** 31),
  }));
  const queue = shareOf(planned, part);
  const expected = new Map<string, Promise<FaultyEnd>>();
  const withoutFaults = (scenario: LabScenario): Promise<FaultyEnd> => {
    const known = expected.get(scenario.name) ?? runOnce(scenario, files).then(({ end }) => end);
    expected.set(scenario.name, known);
    return known;
  };
  const runs: FaultyRun[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const run = await runFaulty(next, await withoutFaults(next.scenario), files);
      onRun(run);
      runs.push(run);
    }
  };
  await Promise.all(Array.from({ length: part.lanes ?? usualLanes }, work));
  return runs;
}

/** Each with the newest release of Liqo that it is meant for. */
const scenarios = labScenarios as readonly [LabScenario, ...LabScenario[]];

function topologyOf(scenario: LabScenario): Topology {
  return scenario.topology(scenario.works['v1.2.0'] === undefined ? 'v0.10.3' : 'v1.2.0');
}

async function runFaulty(
  { scenario, seed }: { readonly scenario: LabScenario; readonly seed: number },
  withoutFaults: FaultyEnd,
  files: SoakFiles,
): Promise<FaultyRun> {
  const { end, mistakes } = await runOnce(scenario, files, seed);
  const isHonest = end === withoutFaults || end === 'undetermined';
  const wrong = isHonest ? [] : [`ended as ${end} in place of ${withoutFaults}`];
  return { scenario: scenario.name, seed, end, withoutFaults, mistakes: [...wrong, ...mistakes] };
}

async function runOnce(
  scenario: LabScenario,
  files: SoakFiles,
  seed?: number,
): Promise<{ readonly end: FaultyEnd; readonly mistakes: readonly string[] }> {
  const topology = seed === undefined ? topologyOf(scenario) : disturbed(topologyOf(scenario), seed);
  const lab = await startLab(topology, { runnerPath: files.runnerPath, runAgent });
  try {
    const before = stateOf(lab);
    // Without faults nothing hangs, and a busy machine is no reason to give a call up.
    const { end, leftovers } = await check(
      lab,
      files.agentSource,
      seed === undefined ? undefined : callTimeoutMs,
    );
    const left = differencesBetween(before, stateOf(lab));
    return { end, mistakes: [...left, ...leftovers] };
  } finally {
    await lab.close();
  }
}

function disturbed(topology: Topology, seed: number): Topology {
  const { local, remote } = topology.clusters;
  const sometimes = (own: number): ApiDisturbances => ({ sometimes: { share, seed: own, hangMs } });
  return {
    ...topology,
    clusters: {
      local: { ...local, faults: { api: sometimes(seed) } },
      remote: { ...remote, faults: { api: sometimes(seed + 1) } },
    },
  };
}

async function check(lab: Lab, agentSource: string, timeoutMs: number | undefined) {
  const clusters = {
    local: await clusterOf(lab, 'local', timeoutMs),
    remote: await clusterOf(lab, 'remote', timeoutMs),
  };
  try {
    const outcome = await runCheck(
      {
        clusters,
        intent: {
          liqoVersion: latestRelease.version,
          peering: 'out-of-band',
          networkingDisabled: false,
          gateway: {},
        },
        probeFrom: 'pods',
        workload: {
          namespace: 'liqo-doctor',
          image: 'node:22-slim',
          allowLoadBalancer: true,
          labels: {},
          annotations: {},
        },
        keep: false,
        dryRun: false,
        timeoutMs: 90_000,
        agentSource,
      },
      {
        world: lab.operatorWorld,
        onProgress: () => undefined,
        onReport: () => undefined,
        signal: new AbortController().signal,
      },
    );
    const leftovers =
      'leftovers' in outcome
        ? outcome.leftovers.map(({ object, reason }) => `left: ${object} (${reason})`)
        : [];
    const end: FaultyEnd =
      outcome.kind === 'report'
        ? outcome.report.verdict
        : outcome.kind === 'could-not-start'
          ? 'could-not-start'
          : 'interrupted';
    return { end, leftovers };
  } finally {
    clusters.local.connection.close();
    clusters.remote.connection.close();
  }
}
