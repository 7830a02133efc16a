import { addressOfHostNetwork } from '../../liqo/node-address.js';
import type { ClusterFacts, NodeFacts } from '../../model/cluster-facts.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type Side } from '../../model/peering.js';
import { addressOfSource } from '../evidence/address-range.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { belongsToCluster, realNodes } from '../evidence/own-addresses.js';
import { isOverInternet, type JudgeContext } from '../judge-context.js';
import { theCluster, type Assessment } from './assessment.js';

/** A live gateway, and what is known of the way to it besides. */
export interface PrivateGateway {
  readonly cluster: Side;
  /** Where it is dialled. */
  readonly address: string;
  /** Address and port, as texts name them. */
  readonly where: string;
  /** Whether a stand-in beside it was tried in vain. */
  readonly isSiblingBlocked: boolean;
  /** What would let somebody know: the end of a sentence. */
  readonly hint: string;
}

/**
 * A live gateway at a private address, where nothing shows that the two networks route to each other; `undefined` for any
 * other.
 *
 * The Internet routes no such address (RFC 1918 §3). They may route to each other all the same, through a firewall that
 * passes this port alone, which no probe of anything else tells: then it is only unlikely that the gateway is reached.
 * Packets that arrive translated where such a route would lead show that there is none.
 */
export function assessPrivateGateway(
  { cluster, address, where, isSiblingBlocked, hint }: PrivateGateway,
  context: JudgeContext,
): Pick<Assessment, 'status' | 'reason' | 'isUnlikely'> | undefined {
  if (!isOverInternet(context) || !isInternalAddress(address)) return undefined;
  const tried = triedPrivately(context);
  const isRouted = !isSiblingBlocked && tried.some(isAnswered);
  if (isRouted) return undefined;
  const from = peerOf(cluster);
  const unreached = `${address} is a private address, which the Internet does not route`;
  const translated = translatedPackets(cluster, context);
  if (translated !== undefined) {
    return {
      status: 'unmet',
      reason: `${theCluster(from)} cannot reach ${where}, which Liqo would advertise: ${unreached}, and no other route joins the networks, since packets of the ${cluster} cluster arrive at ${translated.at} from ${translated.source}.`,
    };
  }
  if (!isSiblingBlocked && tried.length === 0) return undefined;
  return {
    status: 'unknown',
    isUnlikely: true,
    reason: `Whether the ${from} cluster reaches the gateway at ${where} is not known, and unlikely: ${unreached}, and no other private address of the two clusters was reached from the other one either, so that only another route between the networks, with a firewall that passes this port alone, would lead there${hint}.`,
  };
}

/**
 * Packets of a cluster that arrived at a node of the other one, at the address that it has in its own network, from an
 * address that a NAT device gave them; `undefined` when none did. By a route between the networks they would arrive from
 * their own, as replies of whatever is at a private address there have to.
 */
function translatedPackets(
  cluster: Side,
  { clusters, evidence }: JudgeContext,
): { readonly at: string; readonly source: string } | undefined {
  const peer = clusters[peerOf(cluster)];
  const own = realNodes(peer).flatMap((node) => addressOfHostNetwork(node) ?? []);
  return evidence.observations
    .map(({ observation }) => observation)
    .filter(({ from, purpose }) => from === cluster && (purpose === 'source' || purpose === 'stand-in'))
    .flatMap(({ address, host, observedSource }) =>
      observedSource === undefined ? [] : [{ at: address ?? host, source: addressOfSource(observedSource) }],
    )
    .find(
      ({ at, source }) =>
        own.includes(at) &&
        isGlobalAddress(source) &&
        (!belongsToCluster(clusters[cluster], source) || isOfPrivateNode(source, clusters[cluster])) &&
        !belongsToCluster(peer, source),
    );
}

/**
 * Whether an address is the public one of a node whose own network gives it a private one of the same family: by a route
 * between the networks its packets would have that one.
 */
function isOfPrivateNode(source: string, facts: ClusterFacts): boolean {
  const isInFamily = (address: string): boolean => address.includes(':') === source.includes(':');
  return realNodes(facts).some(({ addresses }) => {
    const own = addresses.find(({ type, address }) => type === 'InternalIP' && isInFamily(address));
    return own !== undefined && isInternalAddress(own.address) && addresses.some(isSource);
  });

  function isSource({ type, address }: NodeFacts['addresses'][number]): boolean {
    return type !== 'InternalIP' && address === source;
  }
}

/**
 * What private addresses were tried at from the other cluster, in either direction; live gateways, which answer nobody,
 * apart.
 */
function triedPrivately({ evidence }: JudgeContext): readonly Observation[] {
  return evidence.observations
    .map(({ observation }) => observation)
    .filter(({ purpose, service }) => service !== 'gateway' || purpose === 'stand-in' || purpose === 'source')
    .filter(({ purpose }) => purpose !== 'control')
    .filter(({ address, host }) => isInternalAddress(address ?? host));
}

function isAnswered({ outcome }: Observation): boolean {
  return outcome === 'replied' || outcome === 'open';
}
