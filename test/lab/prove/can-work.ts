import { isIP } from 'node:net';

import { isGlobal } from '../../../src/lab/network/addresses.js';
import { addFirewallRule } from '../../../src/lab/topology/change-topology.js';
import { isV0, readsAnnotations } from '../../../src/lab/topology/liqo-spec.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { peerOf, sides } from '../../../src/model/peering.js';
import type { Checked } from './check-again.js';
import type { Situation } from './expected.js';
import { versionOf } from './expected.js';
import type { InProcessResult } from './in-process-check.js';
import { checkInProcess } from './in-process-check.js';
import { sightOf } from './twins.js';

/**
 * Whether anything an operator can do would let the clusters peer: rules, rows, values, flags and load balancers are
 * theirs, the NAT of their carrier is not, nor the side that they asked the gateway server to be on. What has to be
 * reached from outside has to have a way in.
 */
export function canWork(situation: Situation): boolean {
  const { topology, intent } = situation;
  const { local, remote } = topology.sites;
  if (local.lan.name === remote.lan.name || topology.isRouted === true) return true;
  const isTunnelEnough = versionOf(situation).startsWith('v1.') || intent.peering === 'in-band';
  const isOpen = (side: Side): boolean => isWanted(side, situation) && canBeReached(side, situation);
  return sides.some((side) => canHaveGateway(side, situation)) && (isTunnelEnough || sides.every(isOpen));
}

/**
 * Whether an operator can make the gateway of a cluster reachable. Before v0.6 it is advertised at its own node or load
 * balancer alone.
 */
function canHaveGateway(side: Side, situation: Situation): boolean {
  const { topology } = situation;
  const { local, remote } = topology.sites;
  if (local.lan.name === remote.lan.name || topology.isRouted === true) return true;
  const version = topology.clusters[side].liqo?.version ?? versionOf(situation);
  const isEarly = isV0(version) && !readsAnnotations(version);
  const isPublic =
    topology.sites[side].nat === undefined || topology.clusters[side].apiServer.place === 'provided';
  return isWanted(side, situation) && canBeReached(side, situation) && (!isEarly || isPublic);
}

/** The same, where it does not take a route between the networks that nothing shows. */
export async function canBeSeenToHaveGateway(side: Side, start: Checked): Promise<boolean> {
  if (!canHaveGateway(side, start.situation)) return false;
  const twin = await withoutRoute(start);
  return twin === undefined || canHaveGateway(side, { ...start.situation, topology: twin });
}

/** Whether a cluster cannot be reached from outside, or could be only by a route between the networks that nothing shows. */
export async function isOutOfReach(side: Side, start: Checked): Promise<boolean> {
  if (!canBeReached(side, start.situation)) return true;
  const twin = await withoutRoute(start);
  return twin !== undefined && !canBeReached(side, { ...start.situation, topology: twin });
}

/** Whether anything can lead from outside to a cluster at all: nobody forwards on the NAT of a carrier. */
function canBeReached(side: Side, { topology }: Situation): boolean {
  const { local, remote } = topology.sites;
  if (local.lan.name === remote.lan.name || topology.isRouted === true) return true;
  const { outer } = topology.sites[side].nat ?? {};
  return outer === undefined || outer.forwards !== undefined;
}

/** Whether the flags leave a gateway server in a cluster possible. */
function isWanted(side: Side, { intent }: Situation): boolean {
  const { location } = intent.gateway;
  return location === undefined || location === (side === 'local' ? 'Consumer' : 'Provider');
}

/** Whether the clusters could peer without a route between the networks that nothing shows. */
export async function canWorkAsSeen(start: Checked): Promise<boolean> {
  if (!canWork(start.situation)) return false;
  const twin = await withoutRoute(start);
  return twin === undefined || canWork({ ...start.situation, topology: twin });
}

/**
 * The topology without the route between its private networks, where nothing that was seen tells of one: then the clusters
 * look like two that only the Internet joins, and are told what such two need, which may be beyond help. What was refused
 * at a private address may have been refused by the sender's own firewall, and what answered there as no authentication
 * server does may be a machine of the sender's own network.
 */
export async function withoutRoute({ situation, checked, seed }: Checked): Promise<Topology | undefined> {
  if (situation.topology.isRouted !== true) return undefined;
  const { intent, capture } = situation;
  const apart = { ...situation.topology, isRouted: false };
  const answered = answeredByAnybody(checked);
  for (const topology of [apart, refusing(apart, checked)]) {
    const twin = await checkInProcess({ topology, intent, seed, kubeconfig: 'usual', capture });
    if (sightOf(twin, answered) === sightOf(checked, answered)) return topology;
  }
  return undefined;
}

/** Probes that something else answered at a private address. */
function answeredByAnybody({ evidence }: InProcessResult): readonly string[] {
  return evidence.observations
    .map(({ observation }) => observation)
    .filter(({ outcome, host, address = host }) => outcome === 'wrong-service' && !isGlobal(address))
    .map(({ id }) => id);
}

/** What was refused at private addresses of the other cluster is refused by the firewall of the sender. */
function refusing(topology: Topology, { evidence }: InProcessResult): Topology {
  return evidence.observations
    .map(({ observation }) => observation)
    .filter(({ outcome }) => outcome === 'refused')
    .reduce((changed, { from, target, host, address = host, port, protocol }) => {
      if (from !== peerOf(target) || isIP(address) === 0 || isGlobal(address)) return changed;
      const of = protocol === 'udp' ? 'udp' : 'tcp';
      const rule = {
        direction: 'out',
        protocol: of,
        port,
        address,
        action: 'reject-port-unreachable',
      } as const;
      return addFirewallRule(from, rule)(changed);
    }, topology);
}
