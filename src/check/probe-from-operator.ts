import { runAgent } from '../agent/run-agent.js';
import type { ProberPlan } from '../model/agent-plan.js';
import type { RunEvidence, WorkloadOutcome } from '../model/run-evidence.js';
import type { RunPlan } from '../model/run-plan.js';
import { sides } from '../model/peering.js';
import type { CheckEnvironment } from './check-request.js';
import { EvidenceCollector } from './evidence-collector.js';
import { notRaisedStandIns } from './not-raised.js';
import { listensToLan } from './listens-to-lan.js';

const deadlineMs = 30_000;

/**
 * Probes TCP and TLS of both clusters from the operator's machine, creating nothing. UDP is left out: a live gateway
 * would not answer, and without a responder nothing about it could be known.
 */
export async function probeFromOperator(plan: RunPlan, environment: CheckEnvironment): Promise<RunEvidence> {
  const { world, signal, onProgress } = environment;
  const collector = new EvidenceCollector(world.clock);
  const probes = sides.flatMap((side) => plan.probes[side]).filter((probe) => probe.service !== 'gateway');
  const prober: ProberPlan = {
    role: 'prober',
    runId: 'operator',
    from: 'operator',
    view: 'operator',
    deadlineMs,
    ...(listensToLan(plan, environment) && { listensToLan: true }),
    probes,
  };
  onProgress({ stage: 'probe', text: `probing ${probes.length} addresses from this machine` });
  await runAgent({
    world,
    plan: prober,
    key: world.random(16),
    node: '',
    emit: (event) => collector.fromProber(prober, event),
    signal,
  });
  const reason = 'no pods were created, because of --probe-from operator';
  const workloads = sides.map((cluster): WorkloadOutcome => ({
    cluster,
    role: 'prober',
    status: 'not-run',
    code: 'not-wanted',
    reason,
  }));
  const { observations, hearings } = collector;
  return { standIns: notRaisedStandIns(plan), observations, arrivals: [], workloads, hearings };
}
