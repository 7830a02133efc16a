import { isIpv6 } from '../../liqo/address-kind.js';
import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type ServiceId, type Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import { streamOutcome } from '../requirements/stream-outcome.js';

/** IDs of probes are numbered in the order in which they are planned. */
const byPlan = new Intl.Collator('en', { numeric: true });

/** An address of a service that the peer reaches, though Liqo would not advertise it; of several the first that was planned, whichever answered first. */
export function openCandidate(
  service: Exclude<ServiceId, 'gateway'>,
  cluster: Side,
  { evidence, clusters }: Pick<JudgeContext, 'evidence' | 'clusters'>,
): Observation | undefined {
  const clusterId = valueOf(clusters[cluster].liqo.clusterId);
  return (
    evidence.observations
      .map(({ observation }) => observation)
      .filter((one) => one.purpose === 'candidate' && one.service === service && one.target === cluster)
      .filter(({ from }) => from === peerOf(cluster))
      // A peer takes no URL with an IPv6 address for an authentication server.
      .filter(({ host }) => service !== 'auth' || !isIpv6(host))
      .filter((one) => streamOutcome(service, one, clusterId).status === 'met')
      .toSorted((one, other) => byPlan.compare(one.id, other.id))
      .at(0)
  );
}
