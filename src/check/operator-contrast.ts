import { runAgent } from '../agent/run-agent.js';
import { listenToLan } from '../discovery/listen-to-lan.js';
import type { ProberPlan } from '../model/agent-plan.js';
import { sides } from '../model/peering.js';
import type { RunPlan } from '../model/run-plan.js';
import { throughProxies } from '../plan/proxied-probes.js';
import { pause } from '../workload/pause.js';
import type { CheckEnvironment } from './check-request.js';
import type { EvidenceCollector } from './evidence-collector.js';
import { listensToLan } from './listens-to-lan.js';

const deadlineMs = 30_000;

/** Once the pods have done their work, the operator's machine has so many milliseconds left. */
const momentMs = 500;

/** What the operator's view is taken of, and until when. */
export interface OperatorContrast {
  readonly plan: RunPlan;
  readonly environment: Pick<CheckEnvironment, 'world' | 'proxies' | 'listensToLan'>;
  readonly collector: EvidenceCollector;
  /** Ends it at once. */
  readonly signal: AbortSignal;
}

/**
 * Probes the advertised TCP endpoints of both clusters from the operator's machine while the pods probe them, for
 * contrast only: nothing is decided by it. What it has not finished a moment after the pods is left out. Where both
 * clusters may be in its LAN, it listens there as well for as long as the pods work.
 */
export async function alongsideOperator<T>(
  { plan, environment, collector, signal }: OperatorContrast,
  pods: Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const prober = contrastPlan(plan, environment);
  const until = AbortSignal.any([signal, over.signal]);
  const probing = runAgent({
    world: environment.world,
    plan: prober,
    key: environment.world.random(16),
    node: '',
    emit: (event) => {
      const isCutShort = event.type === 'observation' && event.observation.cause === 'interrupted';
      if (!isCutShort) collector.fromProber(prober, event);
    },
    signal: until,
  });
  const isListening = listensToLan(plan, environment);
  const listening = isListening ? listenToLan(environment.world.clock, until) : undefined;
  try {
    const result = await pods;
    await Promise.race([probing, pause(momentMs, over.signal)]);
    return result;
  } finally {
    over.abort();
    await probing;
    const sight = await listening;
    if (sight !== undefined) collector.fromLan({ from: 'operator', sight });
  }
}

function contrastPlan(plan: RunPlan, { proxies }: OperatorContrast['environment']): ProberPlan {
  const probes = sides
    .flatMap((side) => plan.probes[side])
    .filter(({ purpose, service }) => purpose === 'endpoint' && service !== 'gateway')
    .map((task) => {
      const { id } = task;
      return task.kind === 'auth' || task.kind === 'api-server'
        ? { ...task, id: `${id}-operator`, purpose: 'contrast' as const, proxy: undefined }
        : task;
    });
  return {
    role: 'prober',
    runId: 'operator',
    from: 'operator',
    view: 'operator',
    deadlineMs,
    probes: throughProxies(probes, proxies),
  };
}
