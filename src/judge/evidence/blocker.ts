import type { Observation } from '../../model/observation.js';
import { peerOf, type Side } from '../../model/peering.js';
import type { Blocker, BlockingPlace } from '../../model/requirement.js';
import { isInternalAddress } from './address-scope.js';
import { probedAddress } from './outcome-text.js';
import { isReached } from './stand-in-evidence.js';
import type { ViewContrast } from './view-contrast.js';

/** What is known of a probe that failed, and of the others of the same run. */
export interface BlockerInput {
  /** The probe that decided that a requirement is unmet. */
  readonly failed: Observation;
  readonly observations: readonly Observation[];
  /** What other views of the same endpoint met. */
  readonly views: ViewContrast | undefined;
  /** Whether the clusters' packets go through the Internet. */
  readonly isOverInternet: boolean;
  /** Whether a load balancer has the address. */
  readonly isBalanced: boolean;
  /** Whether a NAT device has the address, which forwards ports. */
  readonly isForwarded: boolean;
  /** Whether what listens there had answered its own cluster before, so that silence is of the way between the two. */
  readonly isAlive: boolean;
}

/** Who blocks, with what the contrast was: a clause to go on with after a semicolon, or nothing new to say. */
export interface NamedBlocker {
  readonly blocker: Blocker;
  readonly text: string | undefined;
}

/**
 * Where packets between two clusters are stopped, by what was seen beside the probe that failed. X is the cluster that
 * probed, Y the one that was probed.
 *
 * | contrast | stopped at | confidence |
 * | --- | --- | --- |
 * | the responder saw the request, the reply did not come back | reply path: out of Y or into X | high |
 * | the pod's own node gets through | egress of X: the pods' network | high |
 * | pods on another node of X get through | egress of X, or a list in front of Y | medium |
 * | the operator's machine gets through | egress of X, or a list in front of Y | medium |
 * | nobody gets through, the operator's machine neither | ingress of Y, its load balancer or NAT device | medium |
 * | a private address, over the Internet | the address: nothing routes to it | medium |
 * | what listens answered its own cluster, and the request never came | egress of X or ingress of Y, where a load balancer or a NAT device has the address also that | high |
 * | another port of the same address gets through | the same, by port: of a NAT device first its table | medium for the NAT device alone |
 * | the other protocol gets through to the same cluster | the same, by protocol: of a load balancer first that it carries one alone | as without it |
 * | silence of a service whose own cluster was not asked | as if it had been | medium |
 *
 * Which of the two firewalls it is, no probe between two clusters can tell: both see the same packets. A refusal is no
 * contrast: a closed port, a firewall and a router's empty row all refuse. The confidence is that it is one of the places.
 */
export function blockerOf(input: BlockerInput): NamedBlocker | undefined {
  const { failed, views } = input;
  const from = peerOf(failed.target);
  const egress = { at: 'egress', cluster: from } as const;
  const ingress = { at: 'ingress', cluster: failed.target } as const;
  if (failed.outcome === 'reply-lost') {
    return named([{ at: 'reply-path', cluster: failed.target }], 'high', [failed.id]);
  }
  switch (views?.blocker) {
    case 'pod-network':
      return named([egress], 'high', views.evidence);
    case 'node':
    case 'site':
      return named([egress, ingress], 'medium', views.evidence);
    case 'target':
      return named([ingress, ...devices(input)], 'medium', views.evidence);
    case 'beyond-pods':
    case undefined:
      return onTheWay(input, [egress, ingress]);
  }
}

function named(
  places: readonly BlockingPlace[],
  confidence: Blocker['confidence'],
  evidence: readonly string[],
): NamedBlocker {
  return { blocker: { places: [...places], confidence, evidence: [...evidence] }, text: undefined };
}

/** What stands in front of the nodes, beside firewalls. */
function devices({ failed, isBalanced, isForwarded }: BlockerInput): BlockingPlace[] {
  const cluster: Side = failed.target;
  return [
    ...(isBalanced ? [{ at: 'load-balancer', cluster } as const] : []),
    ...(isForwarded ? [{ at: 'nat-device', cluster } as const] : []),
  ];
}

function onTheWay(input: BlockerInput, firewalls: readonly BlockingPlace[]): NamedBlocker | undefined {
  const { failed, isOverInternet, isAlive, isForwarded } = input;
  const isSilent = failed.outcome === 'request-lost' || failed.outcome === 'filtered';
  // Over UDP a device on the way says so itself: a firewall, or a host that nobody has.
  if (!isSilent || (failed.protocol === 'udp' && failed.outcome === 'filtered')) return undefined;
  if (isOverInternet && isInternalAddress(failed.address ?? failed.host)) {
    return named([{ at: 'unrouted-address', cluster: failed.target }], 'medium', [failed.id]);
  }
  const confidence = isAlive ? 'high' : 'medium';
  const beside = besides(input);
  const sameAddress = beside.find((one) => one.host === failed.host && one.protocol !== 'udp');
  if (isForwarded && sameAddress !== undefined) {
    const text = `${probedAddress(sameAddress)}, at the same address, is reached, so the router does not forward this port, or a firewall drops it`;
    return { ...named([...devices(input), ...firewalls], confidence, [failed.id, sameAddress.id]), text };
  }
  const other = beside.find((one) => isDatagram(one) !== isDatagram(failed));
  const hasOwn = beside.some((one) => isDatagram(one) === isDatagram(failed));
  if (other === undefined || hasOwn) {
    return named([...firewalls, ...devices(input)], confidence, [failed.id]);
  }
  const text = `${probedAddress(other)} is reached from there, so what stops this is by protocol or port: ${placesText(input)}`;
  return { ...named([...devices(input), ...firewalls], confidence, [failed.id, other.id]), text };
}

function placesText({ failed, isBalanced, isForwarded }: BlockerInput): string {
  const { target } = failed;
  const balancer = isBalanced
    ? `, or a load balancer that does not carry ${isDatagram(failed) ? 'UDP' : 'TCP'}`
    : '';
  const router = isForwarded ? ', or a router that does not forward it' : '';
  return `a firewall, out of the ${peerOf(target)} cluster or into the ${target} one${balancer}${router}`;
}

/** What the same cluster did reach of the other one, at addresses that mean as much. */
function besides({ failed, observations }: BlockerInput): readonly Observation[] {
  const isInternal = (one: Observation): boolean => isInternalAddress(one.address ?? one.host);
  return observations.filter(
    (one) =>
      one.from === failed.from &&
      one.target === failed.target &&
      one.view === failed.view &&
      one.purpose !== 'control' &&
      one.proxy === undefined &&
      isReached(one) &&
      isInternal(one) === isInternal(failed),
  );
}

function isDatagram({ protocol }: Observation): boolean {
  return protocol === 'udp';
}
