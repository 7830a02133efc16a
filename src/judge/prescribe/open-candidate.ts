import { isIpv6 } from '../../liqo/address-kind.js';
import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import { peerOf } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import { streamOutcome } from '../requirements/stream-outcome.js';
import type { UnmetStream } from './prescribe-stream.js';

/** IDs of probes are numbered in the order in which they are planned. */
const byPlan = new Intl.Collator('en', { numeric: true });

/**
 * An address of a service that the peer reaches, though Liqo would not advertise it: the one to which the advertised
 * name leads, since then the port is all that Liqo has to be told, else the first that was planned, whichever answered
 * first.
 */
export function openCandidate(
  unmet: UnmetStream,
  { evidence, clusters }: Pick<JudgeContext, 'evidence' | 'clusters'>,
): Observation | undefined {
  const { service, cluster } = unmet;
  const clusterId = valueOf(clusters[cluster].liqo.clusterId);
  const open = evidence.observations
    .map(({ observation }) => observation)
    .filter((one) => one.purpose === 'candidate' && one.service === service && one.target === cluster)
    .filter(({ from }) => from === peerOf(cluster))
    // A peer takes no URL with an IPv6 address for an authentication server.
    .filter(({ host }) => service !== 'auth' || !isIpv6(host))
    .filter((one) => streamOutcome(service, one, clusterId).status === 'met')
    .toSorted((one, other) => byPlan.compare(one.id, other.id));
  return open.find(({ host }) => leadsThere(unmet, host)) ?? open[0];
}

/** Whether Liqo advertises that address, or a name of it and of no other: then another port is all that it lacks. */
export function leadsThere({ endpoint, decisive }: UnmetStream, address: string): boolean {
  if (endpoint?.host === address) return true;
  const isAdvertised = decisive !== undefined && decisive.host === endpoint?.host;
  const { addresses = [] } = decisive ?? {};
  return isAdvertised && decisive.address === address && addresses.every((one) => one.address === address);
}
