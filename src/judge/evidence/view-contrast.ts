import type { Generation } from '../../model/peering.js';
import type { Observation } from '../../model/observation.js';
import { isInternalAddress } from './address-scope.js';
import { unroutedIpv6 } from './missing-family.js';
import { outcomePhrase } from './outcome-text.js';
import { isReached } from './stand-in-evidence.js';

/**
 * Where a packet that did not arrive was stopped, by what other views of the same endpoint met at the same time.
 *
 * `pod-network`: the probing pod's own network, since its node gets through; `node`: a single node, since pods on another
 * one get through; `site`: the way out of the probing cluster's site, or a list at the target that lets only some in,
 * since the operator's machine gets through; `target`: the target or what stands in front of it, since nobody gets
 * through; `beyond-pods`: anything but the pods' own network, since the node fares no better.
 */
export type Blocker = 'pod-network' | 'node' | 'site' | 'target' | 'beyond-pods';

/** What the other views add to a probe that failed. */
export interface ViewContrast {
  readonly blocker: Blocker;
  /** What they saw and what follows: a clause to go on with after a semicolon, without its final stop. */
  readonly text: string;
  /** IDs of the observations that it rests on, the failed one first. */
  readonly evidence: readonly string[];
}

/** What a failed probe is compared with. */
export interface ContrastContext {
  readonly observations: readonly Observation[];
  readonly generation: Generation;
}

/** What the other views of the same endpoint say about a pod's failed probe; `undefined` when they say nothing. */
export function contrastOf(
  failed: Observation,
  { observations, generation }: ContrastContext,
): ViewContrast | undefined {
  if (failed.view !== 'pod' || failed.from === 'operator' || !isStopped(failed)) return undefined;
  const others = observations.filter((one) => isSameEndpoint(one, failed) && goesSameWay(one, failed));
  const node = others.find((one) => one.view === 'node' && one.from === failed.from);
  const pod = others.find(
    (one) => one.view === 'pod' && one.from === failed.from && one.node !== failed.node && isReached(one),
  );
  const operator = others.find(({ view }) => view === 'operator');
  return (
    byOwnNode(failed, node, generation) ??
    byOtherPod(failed, pod, node) ??
    byOperator(failed, { node, operator }) ??
    byNodeAlone(failed, node)
  );
}

/** Outcomes of a packet that got no further; a live gateway's silence is none, since it answers nobody. */
export function isStopped({ outcome, purpose }: Observation): boolean {
  if (outcome === 'silent') return purpose === 'stand-in' || purpose === 'contrast';
  return [
    'refused',
    'filtered',
    'unreachable',
    'reset',
    'dns-failure',
    'request-lost',
    'reply-lost',
  ].includes(outcome);
}

function isSameEndpoint(one: Observation, failed: Observation): boolean {
  return (
    one.id !== failed.id &&
    ['endpoint', 'stand-in', 'contrast'].includes(one.purpose) &&
    one.service === failed.service &&
    one.target === failed.target &&
    one.protocol === failed.protocol &&
    one.host === failed.host &&
    one.port === failed.port
  );
}

/** What went through a proxy tells of the proxy's way. */
function goesSameWay(one: Observation, failed: Observation): boolean {
  return one.proxy?.host === failed.proxy?.host && one.proxy?.port === failed.proxy?.port;
}

function byOwnNode(
  failed: Observation,
  node: Observation | undefined,
  generation: Generation,
): ViewContrast | undefined {
  if (node === undefined || !isReached(node) || node.node !== failed.node) return undefined;
  const what =
    failed.outcome === 'dns-failure'
      ? 'resolves that name and gets through itself, so it is the name resolution of the pods'
      : "gets through itself, so the pods' own network stops them: a NetworkPolicy of their namespace, or how the network plugin lets pods out";
  return {
    blocker: 'pod-network',
    text: `node ${nodeName(node)} ${what}${gatewayNote(failed, generation)}`,
    evidence: [failed.id, node.id],
  };
}

/** Up to v0.10 the gateway is a pod in its node's network. Source: liqo-gateway-deployment.yaml@v0.10.3 (hostNetwork). */
function gatewayNote({ service }: Observation, generation: Generation): string {
  return service === 'gateway' && generation !== 'g3'
    ? "; the gateway of this release is in its node's network itself, so what the node meets is nearer to what it will meet"
    : '';
}

function byOtherPod(
  failed: Observation,
  pod: Observation | undefined,
  node: Observation | undefined,
): ViewContrast | undefined {
  if (pod === undefined) return undefined;
  const itself = node !== undefined && node.node === failed.node && isStopped(node);
  return {
    blocker: 'node',
    text: `this was on node ${nodeName(failed)}${itself ? ', which does not get through itself either' : ''}, while a pod on node ${nodeName(pod)} gets through, so it depends on the node`,
    evidence: [failed.id, pod.id, ...(itself ? [node.id] : [])],
  };
}

function byOperator(
  failed: Observation,
  {
    node,
    operator,
  }: { readonly node?: Observation | undefined; readonly operator?: Observation | undefined },
): ViewContrast | undefined {
  if (operator === undefined || !meansTheSame(operator)) return undefined;
  // A machine without IPv6 has seen nothing of what is at an IPv6 address.
  if (unroutedIpv6(operator) !== undefined) return undefined;
  const isNodeStopped = node !== undefined && isStopped(node);
  const evidence = [failed.id, ...(isNodeStopped ? [node.id] : []), operator.id];
  const too = isNodeStopped ? `node ${nodeName(node)} does not get through either, but ` : '';
  if (isReached(operator)) {
    return {
      blocker: 'site',
      text: `${too}this machine gets through, so it may be what the site of the ${failed.from} cluster lets out, or a list at the ${failed.target} cluster that lets only some in`,
      evidence,
    };
  }
  if (!isStopped(operator)) return undefined;
  return {
    blocker: 'target',
    text: `${isNodeStopped ? `neither node ${nodeName(node)} nor this machine gets` : 'this machine does not get'} through either (${outcomePhrase(operator)}), so it is most likely at the ${failed.target} cluster or in front of it`,
    evidence,
  };
}

/**
 * A private address may be another machine for the operator; and where it is the same one, the operator is in a network
 * that leads there, from which nothing follows for a cluster that is in another.
 */
function meansTheSame({ address, host }: Observation): boolean {
  return !isInternalAddress(address ?? host);
}

function byNodeAlone(failed: Observation, node: Observation | undefined): ViewContrast | undefined {
  if (node === undefined || node.node !== failed.node || !isStopped(node)) return undefined;
  return {
    blocker: 'beyond-pods',
    text: `node ${nodeName(node)} does not get through itself either, so it is not the pods' own network that stops them`,
    evidence: [failed.id, node.id],
  };
}

function nodeName({ node }: Observation): string {
  return node ?? 'unknown';
}
