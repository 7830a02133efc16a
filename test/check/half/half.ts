import type { HalfRun } from '../../../src/judge/saved/half-run.js';
import type { JudgeInput } from '../../../src/judge/judge.js';
import type { Side } from '../../../src/model/peering.js';

const ids: Readonly<Record<Side, string>> = { local: 'c'.repeat(32), remote: '5'.repeat(32) };

/** What one of two operators would have of a run, and how far the exchange got. */
export function halfOf(
  side: Side,
  { intent, evidence, words, ...clusters }: Pick<JudgeInput, Side | 'intent' | 'evidence' | 'words'>,
  progress: Partial<HalfRun> = {},
): HalfRun {
  const own = evidence.observations.filter(({ observation }) => observation.from === side);
  return {
    id: ids[side],
    peer: ids[side === 'local' ? 'remote' : 'local'],
    side,
    edition: 2,
    answers: 2,
    ...(side === 'local' && { intent }),
    facts: clusters[side],
    words: words[side],
    allowLoadBalancer: true,
    responder: { services: [], sourceNodePorts: [] },
    outcome: { cluster: side, role: 'responder', status: 'ran', image: `node@${side}` },
    evidence: {
      standIns: evidence.standIns.filter(({ cluster }) => cluster === side),
      observations: own,
      arrivals: evidence.arrivals.filter(({ probe }) => probe.startsWith(`${side}-`)),
      workloads: [{ cluster: side, role: 'prober', status: 'ran' }],
    },
    agentSha256: 'a'.repeat(64),
    timing: { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 20_000, stages: { inspect: 500 } },
    ...progress,
  };
}
