import type { Observation } from '../../model/observation.js';
import { peerOf } from '../../model/peering.js';
import { probedAddress } from '../evidence/outcome-text.js';
import type { JudgeContext } from '../judge-context.js';
import { sourcesOf } from '../scenario/cluster-position.js';

/**
 * What to ask those for who run the firewalls, where these drop WireGuard's datagrams and pass others: the rule, and by
 * what its opposite may be found.
 */
export function allowWireGuard(
  observation: Observation,
  { clusters, evidence }: Pick<JudgeContext, 'clusters' | 'evidence'>,
  where = probedAddress(observation),
): string {
  const { target } = observation;
  const from = peerOf(target);
  const observations = evidence.observations.map((received) => received.observation);
  const sources = sourcesOf(from, clusters, observations);
  const sender = sources.length === 0 ? `the ${from} cluster` : sources.join(', ');
  return `Ask the network teams of both clusters, and the providers between them, to let WireGuard pass between ${sender} and ${where}, in both directions: a rule that allows this UDP port whatever the datagrams hold, with application control or VPN detection switched off for it. ${culprit(observation)} It shows as drops of UDP datagrams that begin with ${beginning(observation)}.`;
}

/** Who may be the cause, by what was lost where. */
function culprit({ outcome, target, from }: Observation): string {
  const device = 'a firewall that recognises WireGuard by its content';
  switch (outcome) {
    case 'request-lost':
      return `The cause is ${device}, behind the ${from} cluster on its way out or in front of the ${target} cluster on the way in.`;
    case 'reply-lost':
      return `The cause is ${device}, on the way back from the ${target} cluster to the ${from} one.`;
    default:
      return `The cause is ${device}, at either cluster or at a provider between them.`;
  }
}

/** The first four bytes of what was lost. Source: WireGuard whitepaper §5.4. */
function beginning({ outcome, cause }: Observation): string {
  if (cause !== 'wireguard-dropped') return 'the bytes 04 00 00 00 (data)';
  if (outcome === 'request-lost') return 'the bytes 01 00 00 00 (handshake initiation, 148 bytes)';
  return outcome === 'reply-lost'
    ? 'the bytes 02 00 00 00 (handshake response, 92 bytes)'
    : 'the bytes 01 00 00 00 or 02 00 00 00 (handshake)';
}
