import { setMaxListeners } from 'node:events';

import type { AgentDigest, AgentEvent } from '../model/agent-event.js';
import type { AgentPlan, BrowserPlan, ProberPlan, ResponderPlan } from '../model/agent-plan.js';
import type { ProbeLimits } from '../probe/limits.js';
import { createProbeContext } from '../probe/probe-context.js';
import type { World } from '../probe/world.js';
import { buildDigest } from './digest.js';
import { browse } from './browse.js';
import { listenBeside } from './listen-beside.js';
import { probeAll } from './probe-all.js';
import { respond } from './respond.js';

/** What an agent is given. */
export interface AgentOptions {
  readonly world: World;
  readonly plan: AgentPlan;
  /** The run's 128-bit key. */
  readonly key: Uint8Array;
  /** Name of the node it runs on; empty when it is not known. */
  readonly node: string;
  readonly emit: (event: AgentEvent) => void;
  /** Ends the agent at once. */
  readonly signal: AbortSignal;
  /** Default: `defaultLimits`. */
  readonly limits?: ProbeLimits | undefined;
}

type Reason = AgentDigest['reason'];
type Outcomes = AgentDigest['outcomes'];

/** What an agent has to show in the end, and why it ended, if not by the clock or by the signal. */
interface Work {
  readonly outcomes: Outcomes;
  readonly crash?: string | undefined;
}

/**
 * Does a plan's work and tells of it event by event, from `started` to `finished` or `crashed`.
 *
 * It ends when the work is done, when the plan's deadline passes, or at once when the signal aborts. Probes that were
 * cut short are told with outcome `error` and cause `interrupted`. Gives the digest of all that was told.
 */
export async function runAgent(options: AgentOptions): Promise<AgentDigest> {
  const { plan, node, emit, signal } = options;
  const { runId, role } = plan;
  emit({ type: 'started', runId, role, node });
  const ending = endBy(signal, plan.deadlineMs);
  const work = await doWork(options, plan, ending.signal);
  ending.dispose();
  if (work.crash !== undefined) {
    emit({ type: 'crashed', message: work.crash });
    return buildDigest({ runId, reason: 'crashed', outcomes: work.outcomes });
  }
  const reason = ending.reason();
  emit({ type: 'finished', reason });
  return buildDigest({ runId, reason, outcomes: work.outcomes });
}

/** A signal for the deadline or the abort, whichever comes first, and which of the two it was. */
function endBy(parent: AbortSignal, deadlineMs: number) {
  const controller = new AbortController();
  // Every probe under way listens to it.
  setMaxListeners(0, controller.signal);
  let reason: Exclude<Reason, 'crashed'> = 'done';
  const end = (why: typeof reason) => {
    if (controller.signal.aborted) return;
    reason = why;
    controller.abort();
  };
  const terminate = () => end('terminated');
  const timer = setTimeout(() => end('deadline'), deadlineMs);
  parent.addEventListener('abort', terminate);
  if (parent.aborted) terminate();
  return {
    signal: controller.signal,
    reason: () => reason,
    dispose: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', terminate);
    },
  };
}

function doWork(options: AgentOptions, plan: AgentPlan, signal: AbortSignal): Promise<Work> {
  switch (plan.role) {
    case 'prober':
      return runProber(options, plan, signal);
    case 'responder':
      return runResponder(options, plan, signal);
    case 'browser':
      return runBrowser(options, plan, signal);
  }
}

async function runProber(options: AgentOptions, plan: ProberPlan, signal: AbortSignal): Promise<Work> {
  const { world, key, limits, emit } = options;
  const { from, view, runId } = plan;
  const outcomes: Outcomes = [];
  const context = createProbeContext({ world, limits, from, view, runId, key, signal });
  const probing = probeAll(plan, context, (observation) => {
    const { id, outcome, cause } = observation;
    outcomes.push({ id, outcome, ...(cause !== undefined && { cause }) });
    emit({ type: 'observation', observation });
  });
  if (plan.listensToLan === true) emit({ type: 'lan', sight: await listenBeside(probing, context) });
  await probing;
  return { outcomes };
}

async function runResponder(options: AgentOptions, plan: ResponderPlan, signal: AbortSignal): Promise<Work> {
  const { world, key, emit } = options;
  const { udpPort, tcpPort } = plan;
  const result = await respond({
    world,
    plan,
    key,
    signal,
    onListening: () => emit({ type: 'listening', udpPort, tcpPort }),
    onArrival: (arrival) => emit({ type: 'arrival', arrival }),
  });
  if (!result.ok) return { outcomes: [], crash: result.failure };
  return { outcomes: result.value.map(({ probe }) => ({ id: probe, outcome: 'replied' })) };
}

async function runBrowser(options: AgentOptions, plan: BrowserPlan, signal: AbortSignal): Promise<Work> {
  const { world, key, limits, emit } = options;
  const context = createProbeContext({
    world,
    limits,
    from: 'local',
    view: 'node',
    runId: plan.runId,
    key,
    signal,
  });
  await browse(plan, context, emit);
  return { outcomes: [] };
}
