import { setMaxListeners } from 'node:events';

import type { JudgeInput } from '../judge/judge.js';
import type { ClusterWords } from '../liqo/words/cluster-words.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { MissingRight } from '../model/missing-right.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { Report } from '../model/report.js';
import type { Result } from '../model/result.js';
import type { RunEvidence } from '../model/run-evidence.js';
import type { RunPlan } from '../model/run-plan.js';
import { planRun } from '../plan/plan-run.js';
import { abortAfter } from '../probe/deadline.js';
import type { CheckEnvironment, CheckOutcome, CheckRequest, Leftover } from './check-request.js';
import { cleanUp } from './clean-up.js';
import { clusterRunOf } from './cluster-run-of.js';
import { describeDryRun } from './dry-run.js';
import { inspectClusters, rightsFailure, startFailure } from './inspect-clusters.js';
import { notRaisedStandIns } from './not-raised.js';
import { listensToLan } from './listens-to-lan.js';
import type { Forbidden, PodRun } from './probe-with-pods.js';
import { probeWithPods } from './probe-with-pods.js';
import { runIdFrom } from './run-id.js';
import { runPods } from './run-pods.js';
import { missingRights } from './run-rights.js';
import { Stopwatch } from './stopwatch.js';

/**
 * One run: inspect, plan, raise, probe, judge, then clean up. Returns when nothing of it is left, or when what is left
 * has been waited for; the report is handed out earlier, as soon as it is judged.
 */
export async function runCheck(request: CheckRequest, environment: CheckEnvironment): Promise<CheckOutcome> {
  const stopwatch = new Stopwatch(environment.world.clock);
  const signal = abortAfter(request.timeoutMs, environment.signal);
  stopwatch.enter('inspect');
  let rights: Promise<readonly MissingRight[]> | undefined;
  const onRead = () => {
    stopwatch.enter('ask');
    // While the answers are on their way there is time for it.
    void loadJudge();
    if (request.probeFrom === 'pods' && !request.dryRun) rights = missingInBoth(request);
  };
  const inspected = await inspectClusters(request, environment.onProgress, onRead);
  if (environment.signal.aborted) return { kind: 'interrupted', leftovers: [] };
  if (!inspected.ok) return { kind: 'could-not-start', failure: inspected.failure };
  const clusters = inspected.value;
  const { intent, probeFrom, workload, deep, nodes, capture } = request;
  const { allowLoadBalancer } = workload;
  const operatorProxies = environment.proxies;
  const planned = planRun({
    clusters,
    intent,
    probeFrom,
    deep,
    nodes,
    capture,
    allowLoadBalancer,
    operatorProxies,
  });
  if (!planned.ok)
    return { kind: 'could-not-start', failure: { code: 'unsupported', message: planned.failure } };
  const plan = planned.value;
  if (request.dryRun)
    return {
      kind: 'dry-run',
      dryRun: describeDryRun(request, { ...plan, listensToLan: listensToLan(plan, environment) }),
    };
  const stage: Stage = { request, environment, clusters, plan, stopwatch, signal };
  return rights === undefined ? checkWithoutPods(stage) : checkWithPods(stage, await rights);
}

interface Stage {
  readonly request: CheckRequest;
  readonly environment: CheckEnvironment;
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly plan: RunPlan;
  readonly stopwatch: Stopwatch;
  /** Aborts when the run is cancelled or out of time. */
  readonly signal: AbortSignal;
}

async function checkWithoutPods(stage: Stage): Promise<CheckOutcome> {
  const { environment, plan, request, signal } = stage;
  stage.stopwatch.enter('probe');
  const evidence: RunEvidence =
    request.probeFrom === 'operator'
      ? await (await import('./probe-from-operator.js')).probeFromOperator(plan, { ...environment, signal })
      : { standIns: notRaisedStandIns(plan), observations: [], arrivals: [], workloads: [] };
  if (environment.signal.aborted) return { kind: 'interrupted', leftovers: [] };
  return { kind: 'report', report: await deliver(stage, evidence), leftovers: [] };
}

async function checkWithPods(stage: Stage, missing: readonly MissingRight[]): Promise<CheckOutcome> {
  const { environment, request, clusters } = stage;
  for (const side of sides) {
    const lacking = missing.filter(({ cluster }) => cluster === side);
    // Whoever has to ask for one right asks for all of them at once.
    if (lacking.some(({ loss }) => loss === undefined))
      return {
        kind: 'could-not-start',
        failure: rightsFailure(side, request.clusters[side].connection, lacking),
      };
  }
  const runId = request.runId ?? runIdFrom(environment.world.random(4));
  // The followers of the pods stop as soon as the evidence is complete, or the run ends some other way.
  const work = new AbortController();
  const signal = AbortSignal.any([stage.signal, work.signal]);
  // Each pod that is followed listens to it, and so does each call meanwhile.
  setMaxListeners(0, signal);
  const runIn = (side: Side) =>
    clusterRunOf(clusters[side], { ...request, cluster: request.clusters[side], runId, signal }, environment);
  const runs = { local: runIn('local'), remote: runIn('remote') };
  let report: Report | undefined;
  let refused: Forbidden | undefined;
  let leftovers: Leftover[] = [];
  try {
    const evidence = await gather({ ...stage, runs, abandon: () => work.abort() });
    if (!evidence.ok) refused = evidence.failure;
    else if (!environment.signal.aborted) report = await deliver(stage, withRights(evidence.value, missing));
  } finally {
    work.abort();
    leftovers = request.keep ? [] : await cleanUpBoth(stage, runId, refused);
  }
  if (refused !== undefined) {
    const { side, apiFailure } = refused;
    return { kind: 'could-not-start', failure: startFailure(side, stage.request.clusters, apiFailure) };
  }
  return report === undefined ? { kind: 'interrupted', leftovers } : { kind: 'report', report, leftovers };
}

async function missingInBoth({ clusters, workload }: CheckRequest): Promise<MissingRight[]> {
  const ask = (side: Side) => missingRights(side, clusters[side].connection, workload.namespace);
  return (await Promise.all(sides.map(ask))).flat();
}

function withRights(evidence: RunEvidence, missing: readonly MissingRight[]): RunEvidence {
  return missing.length === 0 ? evidence : { ...evidence, missingRights: missing };
}

function gather(stage: Stage & Pick<PodRun, 'runs' | 'abandon'>): Promise<Result<RunEvidence, Forbidden>> {
  const { request, stopwatch } = stage;
  const budgetMs = Math.max(0, Math.round(request.timeoutMs - stopwatch.elapsedMs));
  return probeWithPods({ ...stage, budgetMs });
}

async function deliver(
  { request, environment, clusters, plan, stopwatch }: Stage,
  evidence: RunEvidence,
): Promise<Report> {
  environment.onProgress({ stage: 'judge', text: 'judging what was seen' });
  stopwatch.enter('judge');
  const { intent, probeFrom } = request;
  const input: JudgeInput = {
    ...clusters,
    intent,
    evidence,
    plan,
    probeFrom,
    startedAt: stopwatch.timing().startedAt,
    words: { local: clusterWords(request, 'local'), remote: clusterWords(request, 'remote') },
  };
  const { judge } = await loadJudge();
  const judgement = judge(input);
  const run = {
    ...(probeFrom === 'pods' && { pods: runPods(request.agentSource, evidence) }),
    timing: stopwatch.timing(),
  };
  const report: Report = { ...judgement, ...run };
  environment.onJudged?.({ input, ...run });
  environment.onReport(report);
  return report;
}

/** It is the largest part of the program, and nothing needs it before the clusters have been asked. */
function loadJudge() {
  return import('../judge/judge.js');
}

function clusterWords(request: CheckRequest, side: Side): ClusterWords {
  const { kubeconfig, context, liqoNamespace } = request.clusters[side];
  return { kubeconfig, context, liqoNamespace };
}

async function cleanUpBoth(
  { request, environment }: Stage,
  runId: string,
  refused: Forbidden | undefined,
): Promise<Leftover[]> {
  const { namespace } = request.workload;
  const cleanUpIn = (side: Side) =>
    cleanUp({ side, connection: request.clusters[side].connection, namespace, runId, refused }, environment);
  return (await Promise.all(sides.map(cleanUpIn))).flat();
}
