import type { Arrival } from '../../model/agent-event.js';
import type { Idle, Observation } from '../../model/observation.js';
import type { Side } from '../../model/peering.js';

/** Sockets that have to agree before a flow counts as forgotten: the loss of one late reply says nothing. */
const wantedSockets = 4;

/** How long flows of a cluster live in silence, as far as that was seen. */
export interface IdleFlows {
  /** The longest silence that a flow survived, in milliseconds; absent when none did. */
  readonly aliveAfterMs?: number | undefined;
  /** The shortest silence beyond that which none survived, in milliseconds; absent when none was. */
  readonly deadAfterMs?: number | undefined;
  /** ID of the observation. */
  readonly evidence: string;
}

/**
 * What silent flows of a cluster came to; `undefined` when none was tried or none got as far as its silence.
 *
 * A silence counts as deadly only when several sockets heard nothing and the responder's own record shows that it had
 * sent every late reply that was due; a longer one that was survived outweighs it.
 */
export function idleFlowsOf(
  side: Side,
  observations: readonly Observation[],
  arrivals: readonly Arrival[],
): IdleFlows | undefined {
  const seen = observations.find(
    ({ from, purpose, idle }) => from === side && purpose === 'mapping' && idle !== undefined,
  );
  if (seen?.idle === undefined) return undefined;
  const survived = seen.idle.filter(({ alive }) => alive > 0).map(({ idleMs }) => idleMs);
  const aliveAfterMs = survived.length === 0 ? undefined : Math.max(...survived);
  const isSent = wereSent(seen, seen.idle, arrivals);
  const deadly = seen.idle.filter(
    ({ idleMs, alive, of }) => isSent && alive === 0 && of >= wantedSockets && idleMs > (aliveAfterMs ?? 0),
  );
  const deadAfterMs = deadly.length === 0 ? undefined : Math.min(...deadly.map(({ idleMs }) => idleMs));
  return { aliveAfterMs, deadAfterMs, evidence: seen.id };
}

function wereSent({ id }: Observation, idle: readonly Idle[], arrivals: readonly Arrival[]): boolean {
  const due = idle.reduce((sum, each) => sum + each.of, 0);
  return (arrivals.find(({ probe }) => probe === id)?.lateReplies ?? 0) >= due;
}
