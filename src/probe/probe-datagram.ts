import type { DatagramProbe } from '../model/agent-plan.js';
import type { Classification } from './classify.js';
import { exchangeDatagrams } from './datagram-exchange.js';
import type { DatagramSession } from './datagram-session.js';
import { type DatagramTally, hasEveryFlowReplied } from './datagram-tally.js';
import type { ProbeContext, Seen } from './probe-context.js';
import { explainSilence, type SilenceTarget } from './silence.js';

/**
 * Sends authenticated datagrams to a stand-in responder.
 *
 * `replied` when one authentic reply came; `refused` or `unreachable` when the network said so and no reply came;
 * `silent` only after both rounds, 20 datagrams in all. It is content as soon as every one of its source ports has had
 * a reply; the second round goes to those that have not, so that a flow which something on the way drops is told from
 * bad luck. A probe through its own cluster's Service goes on until
 * `controlMs`, refused or not, because kube-proxy takes its time to serve a new Service. A probe of the cluster's own
 * public address, which decides nothing, has one round only.
 */
export function probeDatagram(task: DatagramProbe, context: ProbeContext): Promise<Seen> {
  const { id, host, port, endpointChoice } = task;
  const converse = (session: DatagramSession, address: string) =>
    task.purpose === 'control'
      ? converseAtLength(session, context)
      : converseInRounds(session, { address, port, rounds: task.purpose === 'hairpin' ? 1 : 2 }, context);
  return exchangeDatagrams({ probe: id, host, port, endpointChoice, converse }, context);
}

async function converseInRounds(
  session: DatagramSession,
  target: SilenceTarget & { readonly rounds: 1 | 2 },
  context: ProbeContext,
): Promise<Classification | undefined> {
  const { datagrams } = context.limits;
  const isEnough = (tally: DatagramTally) =>
    tally.received >= datagrams.wantedReplies && hasEveryFlowReplied(tally);
  const silence = await explainSilence(target, context, () =>
    session.run({ sendAtMs: datagrams.firstRoundMs, endMs: datagrams.firstRoundEndMs, isEnough }),
  );
  if (isEnough(session.tally) || session.tally.errors.length >= datagrams.wantedRefusals) return undefined;
  if (target.rounds === 1) return silence;
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
