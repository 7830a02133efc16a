import type { DatagramProbe } from '../model/agent-plan.js';
import type { Classification } from './classify.js';
import { exchangeDatagrams } from './datagram-exchange.js';
import type { DatagramSession, DatagramTally } from './datagram-session.js';
import type { ProbeContext, Seen } from './probe-context.js';
import { explainSilence, type SilenceTarget } from './silence.js';

/**
 * Sends authenticated datagrams to a stand-in responder.
 *
 * `replied` as soon as one authentic reply came; `refused` or `unreachable` when the network said so and no reply
 * came; `silent` only after both rounds, 20 datagrams in all. A probe through its own cluster's Service goes on until
 * `controlMs`, refused or not, because kube-proxy takes its time to serve a new Service.
 */
export function probeDatagram(task: DatagramProbe, context: ProbeContext): Promise<Seen> {
  const { id, host, port } = task;
  const converse = (session: DatagramSession, address: string) =>
    task.purpose === 'control'
      ? converseAtLength(session, context)
      : converseInRounds(session, { address, port }, context);
  return exchangeDatagrams({ probe: id, host, port, converse }, context);
}

async function converseInRounds(
  session: DatagramSession,
  target: SilenceTarget,
  context: ProbeContext,
): Promise<Classification | undefined> {
  const { datagrams } = context.limits;
  const isEnough = ({ received }: DatagramTally) => received >= datagrams.wantedReplies;
  const silence = await explainSilence(target, context, () =>
    session.run({ sendAtMs: datagrams.firstRoundMs, endMs: datagrams.firstRoundEndMs, isEnough }),
  );
  if (session.tally.received > 0 || session.tally.errors.length > 0) return undefined;
  await session.run({ sendAtMs: datagrams.secondRoundMs, endMs: datagrams.secondRoundEndMs, isEnough });
  return silence;
}

async function converseAtLength(
  session: DatagramSession,
  context: ProbeContext,
): Promise<Classification | undefined> {
  const { firstRoundMs, firstRoundEndMs, controlMs, controlIntervalMs, wantedReplies } =
    context.limits.datagrams;
  const more = Math.max(0, Math.floor((controlMs - firstRoundEndMs) / controlIntervalMs));
  const later = Array.from({ length: more }, (_, index) => firstRoundEndMs + index * controlIntervalMs);
  await session.run({
    sendAtMs: [...firstRoundMs, ...later],
    endMs: controlMs,
    isEnough: ({ received }) => received >= wantedReplies,
  });
  return undefined;
}
