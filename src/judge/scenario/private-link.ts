import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import { inSameUsualSubnet, usualSubnetOf } from '../evidence/address-range.js';
import { isInternalAddress } from '../evidence/address-scope.js';
import { belongsToCluster } from '../evidence/own-addresses.js';
import { isReached } from '../evidence/stand-in-evidence.js';
import { sourcesOf } from './cluster-position.js';
import { machineAddresses } from './machine-addresses.js';

/** How the clusters reach each other without the Internet, if they do. */
export interface PrivateLink {
  /** Packets of one cluster arrived at a private address of the other one, or from one of its own; the sentence names it. */
  readonly reached?: string | undefined;
  /** Packets arrived at a node address from a cluster that has a node in the same /24 or /64. */
  readonly neighbour?: string | undefined;
  /** Node addresses of both share a /24 or /64, whether or not they were reached. */
  readonly sameSubnet?: string | undefined;
}

/** What the observations and the node addresses say of a common private network. */
export function privateLink(
  clusters: Readonly<Record<Side, ClusterFacts>>,
  observations: readonly Observation[],
): PrivateLink {
  const answers = sides.flatMap((from) => {
    const target = peerOf(from);
    const own = machinesOf(clusters[from]);
    return observations
      .filter((seen) => seen.from === from && seen.target === target && isRightCluster(seen))
      .map((seen) => seen.address ?? seen.host)
      .filter((address) => !own.includes(address))
      .map((address) => ({ from, target, address }));
  });
  const reached = answers.find(({ address }) => isInternalAddress(address));
  const sameSubnet = isAbsent(clusters, observations) ? undefined : sharedSubnet(clusters);
  const neighbour = answers.find(
    ({ from, target, address }) =>
      machinesOf(clusters[target]).includes(address) &&
      machinesOf(clusters[from]).some((own) => inSameUsualSubnet(own, address)),
  );
  const say = ({ from, target, address }: (typeof answers)[number]): string =>
    `The ${from} cluster reached the ${target} one at ${address}`;
  // Between neighbours of one subnet a source that is kept tells nothing more.
  const kept = sameSubnet === undefined ? keptSource(clusters, observations) : undefined;
  return {
    reached: reached === undefined ? kept : `${say(reached)}, a private address.`,
    neighbour: neighbour === undefined ? undefined : `${say(neighbour)}, an address in its own subnet.`,
    sameSubnet,
  };
}

/**
 * Packets that were answered and that came with the private address of a node of their own: the Internet carries no such
 * source (RFC 1918 §3), so that the networks route to each other, whatever address was dialled.
 */
function keptSource(
  clusters: Readonly<Record<Side, ClusterFacts>>,
  observations: readonly Observation[],
): string | undefined {
  for (const from of sides) {
    const target = peerOf(from);
    const own = machinesOf(clusters[from]);
    const kept = sourcesOf(from, clusters, observations).find(
      (address) =>
        isInternalAddress(address) && own.includes(address) && !belongsToCluster(clusters[target], address),
    );
    if (kept !== undefined) {
      return `Packets of the ${from} cluster arrived at the ${target} one from ${kept}, a private address of its own.`;
    }
  }
  return undefined;
}

/** The addresses of single machines; those of load balancers say nothing of a common subnet. */
function machinesOf(facts: ClusterFacts): readonly string[] {
  const { addresses, origin } = machineAddresses(facts);
  return origin === 'services' ? [] : addresses;
}

/** Whether nobody in its own subnet has an address of the other cluster: then two networks are numbered alike. */
function isAbsent(
  clusters: Readonly<Record<Side, ClusterFacts>>,
  observations: readonly Observation[],
): boolean {
  return observations.some(
    ({ from, target, cause, address, host }) =>
      cause === 'host-absent' && from !== target && machinesOf(clusters[target]).includes(address ?? host),
  );
}

/** One address cannot be that of two machines of one LAN: clusters that have one in common are not in the same. */
function sharedSubnet(clusters: Readonly<Record<Side, ClusterFacts>>): string | undefined {
  const [local, remote] = [machinesOf(clusters.local), machinesOf(clusters.remote)];
  const own = new Set(local);
  if (remote.some((one) => own.has(one))) return undefined;
  // By subnet: of thousands of nodes there are millions of pairs.
  const bySubnet = new Map(remote.toReversed().map((address) => [usualSubnetOf(address), address]));
  bySubnet.delete(undefined);
  for (const one of local) {
    const other = bySubnet.get(usualSubnetOf(one));
    if (other !== undefined)
      return `Nodes of both clusters have addresses of one subnet: ${one} and ${other}.`;
  }
  return undefined;
}

/** Whether the other cluster itself got packets, be it that replies are lost or that peers do not like its certificate. */
function isRightCluster(seen: Observation): boolean {
  return (
    isReached(seen) ||
    seen.outcome === 'reply-lost' ||
    (seen.outcome === 'tls-failure' && seen.certificate?.trusted === true)
  );
}
