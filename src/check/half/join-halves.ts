import type { HalfRun, Halves } from '../../judge/saved/half-run.js';
import type { SavedRun } from '../../judge/saved/saved-run.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import { unknown } from '../../model/fact.js';
import { peerOf, type Side, sides } from '../../model/peering.js';
import type { Result } from '../../model/result.js';
import { success } from '../../model/result.js';
import type { ReceivedObservation, RunEvidence, WorkloadOutcome } from '../../model/run-evidence.js';
import { heldBack, withoutUnsent } from '../pod-isolation.js';
import { isUnansweredOfResponder } from '../responder-probes.js';
import { pairOf } from './pair.js';

/** One run from its two halves, to be judged as any other; fails with a reason when no supported Liqo release applies. */
export function joinHalves(halves: Halves): Result<SavedRun, string> {
  const pair = pairOf(halves);
  if (!pair.ok) return pair;
  const { intent, plan } = pair.value;
  const timing = jointTiming(halves);
  const { local, remote } = halves;
  return success({
    input: {
      local: factsOf(local),
      remote: factsOf(remote),
      intent,
      evidence: jointEvidence(halves),
      plan,
      probeFrom: 'pods',
      startedAt: timing.startedAt,
      words: { local: local.words, remote: remote.words },
    },
    pods: {
      agentSha256: local.agentSha256,
      images: { local: imagesOf(local), remote: imagesOf(remote) },
    },
    timing,
  });
}

/** A cluster's clock is read against that of the machine which reads it, and here these are two. */
function factsOf({ facts }: HalfRun): ClusterFacts {
  return { ...facts, clock: unknown('each operator can only compare it with their own machine') };
}

function jointEvidence(halves: Halves): RunEvidence {
  const all = <T>(choose: (evidence: RunEvidence) => readonly T[] | undefined): T[] =>
    sides.flatMap((side) => choose(halves[side].evidence) ?? []);
  const isolations = withoutUnsent(all(({ isolations: own }) => own));
  const held = heldBack(isolations);
  const [missingRights, refusedServices] = [
    all(({ missingRights: own }) => own),
    all(({ refusedServices: own }) => own),
  ];
  const seen = { local: sightOf('local', halves), remote: sightOf('remote', halves) };
  return {
    standIns: all(({ standIns }) => standIns),
    observations: sides
      .flatMap((side) => seen[side].counted)
      .filter(({ observation }) => !held.has(observation.id)),
    arrivals: all(({ arrivals }) => arrivals),
    workloads: sides.flatMap((side) => [
      responderOf(halves[side], seen[peerOf(side)].unconfirmed),
      ...halves[side].evidence.workloads,
    ]),
    ...(missingRights.length > 0 && { missingRights }),
    ...(refusedServices.length > 0 && { refusedServices }),
    ...(isolations.length > 0 && { isolations }),
  };
}

interface Sight {
  /** The observations that may be judged. */
  readonly counted: readonly ReceivedObservation[];
  /** Whether there are others, which count only once the other half has answered them. */
  readonly unconfirmed: boolean;
}

/**
 * What was seen from one side. Silence of a stand-in says something only if the stand-in was there: it was before it was
 * probed, since its half had told of it; and it still was afterwards only if its half has answered what was seen.
 */
function sightOf(side: Side, halves: Halves): Sight {
  const peer = halves[peerOf(side)];
  const isAnswered = peer.answers >= halves[side].edition;
  const wasThere = (target: Side): boolean =>
    halves[target].outcome?.status === 'ran' && (target === side || isAnswered);
  const isSilent = ({ observation }: ReceivedObservation) => isUnansweredOfResponder(observation);
  const { observations } = halves[side].evidence;
  return {
    counted: observations.filter((one) => !isSilent(one) || wasThere(one.observation.target)),
    unconfirmed: !isAnswered && observations.some((one) => isSilent(one) && one.observation.target !== side),
  };
}

function responderOf({ side, outcome }: HalfRun, isUnconfirmed: boolean): WorkloadOutcome {
  const responder = { cluster: side, role: 'responder', status: 'not-run' } as const;
  const role = side === 'local' ? 'consumer' : 'provider';
  if (outcome === undefined)
    return { ...responder, reason: `the ${role}'s half was written before anything was raised there` };
  return isUnconfirmed && outcome.status === 'ran'
    ? { ...responder, reason: `the ${role}'s half does not answer what the other one saw of it` }
    : outcome;
}

function imagesOf({ outcome, evidence }: HalfRun): string[] {
  const ran = outcome === undefined ? evidence.workloads : [outcome, ...evidence.workloads];
  return [...new Set(ran.flatMap(({ image }) => image ?? []))];
}

/** From when both had begun; each stage as long as it took the slower one. */
function jointTiming({ local, remote }: Halves): SavedRun['timing'] {
  const [one, other] = [local.timing, remote.timing];
  const stages = [...new Set([...Object.keys(one.stages), ...Object.keys(other.stages)])];
  return {
    startedAt: one.startedAt > other.startedAt ? one.startedAt : other.startedAt,
    durationMs: Math.max(one.durationMs, other.durationMs),
    stages: Object.fromEntries(
      stages.map((stage) => [stage, Math.max(one.stages[stage] ?? 0, other.stages[stage] ?? 0)]),
    ),
    podStarts: { local: one.podStarts?.local ?? {}, remote: other.podStarts?.remote ?? {} },
  };
}
