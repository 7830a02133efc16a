import type { GatewayProbe } from '../model/agent-plan.js';
import { exchangeDatagrams } from './datagram-exchange.js';
import type { DatagramSession } from './datagram-session.js';
import type { ProbeContext, Seen } from './probe-context.js';
import { explainSilence } from './silence.js';

/**
 * Sends one round of authenticated datagrams to a live gateway.
 *
 * WireGuard drops what does not come from a peer without a word (WireGuard protocol §5.1, "silence is a virtue"), so
 * `silent` is what a healthy gateway and a firewall have in common. Only `refused` and `unreachable` tell something.
 */
export function probeLiveGateway(task: GatewayProbe, context: ProbeContext): Promise<Seen> {
  const { id, host, port, endpointChoice } = task;
  const { firstRoundMs, firstRoundEndMs, wantedRefusals } = context.limits.datagrams;
  const converse = (session: DatagramSession, address: string) =>
    explainSilence({ address, port }, context, () =>
      session.run({
        sendAtMs: firstRoundMs,
        endMs: firstRoundEndMs,
        isEnough: ({ received, errors }) => received > 0 || errors.length >= wantedRefusals,
      }),
    );
  return exchangeDatagrams({ probe: id, host, port, endpointChoice, converse }, context);
}
