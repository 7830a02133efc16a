import type { Finding } from '../../model/finding.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import { unservedFamily } from '../evidence/address-families.js';
import { outcomePhrase } from '../evidence/outcome-text.js';
import { realNodes } from '../evidence/own-addresses.js';
import { serviceNames } from '../evidence/service-names.js';
import { isReached } from '../evidence/stand-in-evidence.js';
import { isStopped } from '../evidence/view-contrast.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** So many addresses are named in one sentence. */
const namedAddresses = 5;

/** LD-VIEW-001: every node address that Liqo may advertise for a NodePort answers. */
export function nodeAddressesAnswer(context: RuleContext): readonly Finding[] {
  return sides.flatMap((cluster) =>
    (['auth', 'gateway'] as const).flatMap((service) => {
      const seen = nodePortProbes(cluster, service, context);
      // One address alone is what the requirement is about.
      if (!seen.some(({ purpose }) => purpose === 'contrast')) return [];
      return [findingOf(cluster, service, { seen, context })];
    }),
  );
}

function findingOf(
  cluster: Side,
  service: 'auth' | 'gateway',
  { seen, context }: { readonly seen: readonly Observation[]; readonly context: RuleContext },
): Finding {
  const code = 'LD-VIEW-001';
  const parts = { cluster, service, from: peerOf(cluster), evidence: seen.map(({ id }) => id) };
  const stopped = seen.filter(isStopped);
  const name = `the ${serviceNames[service]} of the ${cluster} cluster`;
  const addresses = new Set(seen.map(({ host }) => host)).size;
  if (!seen.some(isReached)) {
    const reason = `None of the ${addresses} addresses answers, so it does not depend on the node.`;
    return makeFinding(code, { ...parts, status: 'skip', reason });
  }
  if (stopped.length > 0) {
    const list = stopped.slice(0, namedAddresses).map((one) => addressText(one, cluster, context));
    const more = stopped.length > namedAddresses ? `; and ${stopped.length - namedAddresses} more` : '';
    const reason = `Of ${addresses} addresses at which Liqo may advertise ${name}, the ${peerOf(cluster)} cluster does not reach ${list.join('; ')}${more}.`;
    return makeFinding(code, { ...parts, status: 'warn', reason });
  }
  const unclear = seen.filter((one) => !isReached(one));
  if (unclear.length === 0) return makeFinding(code, { ...parts, status: 'pass' });
  const [first] = unclear;
  const reason = `Whether all ${addresses} addresses of ${name} answer is not known: at ${first?.host ?? ''} ${first === undefined ? '' : outcomePhrase(first)}.`;
  return makeFinding(code, { ...parts, status: 'unknown', reason });
}

function addressText(observation: Observation, cluster: Side, context: RuleContext): string {
  const { clusters } = context;
  const { host, service } = observation;
  const unserved = unservedFamily({ cluster, service, exposure: 'NodePort', host }, context);
  const node = realNodes(clusters[cluster]).find(({ addresses }) =>
    addresses.some(({ address }) => address === host),
  );
  return `${host}${node === undefined ? '' : ` of node ${node.name}`} (${unserved ?? outcomePhrase(observation)})`;
}

/** What the peer's first prober met at the node ports of a service's stand-in, the address that Liqo takes now included. */
function nodePortProbes(
  cluster: Side,
  service: 'auth' | 'gateway',
  { evidence }: RuleContext,
): readonly Observation[] {
  const nodePorts = evidence.standIns
    .filter((one) => one.cluster === cluster && one.service === service && one.exposure === 'NodePort')
    .flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
  const seen = evidence.observations
    .map(({ observation }) => observation)
    .filter(
      ({ from, view, target, purpose, port }) =>
        from === peerOf(cluster) &&
        view === 'pod' &&
        target === cluster &&
        (purpose === 'stand-in' || purpose === 'contrast') &&
        nodePorts.includes(port),
    )
    .filter((one) => one.service === service && one.protocol !== 'https');
  const prober = seen.find(({ purpose }) => purpose === 'contrast')?.node;
  return seen.filter(({ node }) => node === prober);
}
