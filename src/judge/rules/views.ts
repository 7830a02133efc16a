import type { Finding } from '../../model/finding.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import type { WorkloadOutcome } from '../../model/run-evidence.js';
import { outcomePhrase, probedAddress } from '../evidence/outcome-text.js';
import { isReached } from '../evidence/stand-in-evidence.js';
import { isStopped, type ViewContrast } from '../evidence/view-contrast.js';
import { viewContrast } from '../evidence/view-words.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-VIEW-002: pods get through wherever they run, as their nodes do. */
export function podsGetOut(context: RuleContext): readonly Finding[] {
  const code = 'LD-VIEW-002';
  if (context.plan.senders === undefined) return [];
  return sides.map((cluster) => {
    const stopped = contrastsFrom(cluster, context).filter(({ contrast: { blocker } }) =>
      ['pod-network', 'node'].includes(blocker),
    );
    const hidden = stoppedGateways(cluster, context);
    if (stopped.length + hidden.length > 0) {
      const reason = [...stopped.map(stoppedSentence), ...hidden.map(hiddenSentence)].join(' ');
      const evidence = [
        ...stopped.flatMap(({ contrast }) => contrast.evidence),
        ...hidden.map(({ id }) => id),
      ];
      return makeFinding(code, { status: 'warn', cluster, reason, evidence });
    }
    return unseenViews(cluster, context) ?? comparedViews(cluster, context);
  });
}

/** LD-VIEW-003: the cluster gets through where the operator's machine does. */
export function siteLetsOut(context: RuleContext): readonly Finding[] {
  const code = 'LD-VIEW-003';
  return sides.flatMap((cluster) => {
    const seen = observationsOf(context).filter(
      ({ purpose, view, target }) =>
        purpose === 'contrast' && view === 'operator' && target === peerOf(cluster),
    );
    if (seen.length === 0) return [];
    const stopped = contrastsFrom(cluster, context).filter(({ contrast }) => contrast.blocker === 'site');
    if (stopped.length > 0) {
      const reason = stopped.map(stoppedSentence).join(' ');
      const evidence = stopped.flatMap(({ contrast }) => contrast.evidence);
      return [makeFinding(code, { status: 'warn', cluster, reason, evidence })];
    }
    const alone = seen.filter(isStopped);
    const said = alone.map((one) => `${probedAddress(one)}: ${outcomePhrase(one)}`).join('; ');
    const reason =
      alone.length === 0
        ? undefined
        : `From this machine not everything is reached, from which nothing follows for the peering (${said}).`;
    return [makeFinding(code, { status: 'pass', cluster, reason, evidence: seen.map(({ id }) => id) })];
  });
}

interface Stopped {
  readonly observation: Observation;
  readonly contrast: ViewContrast;
}

/** The probes of a cluster's pods that decide about requirements, failed, and were seen from elsewhere too. */
function contrastsFrom(cluster: Side, context: RuleContext): readonly Stopped[] {
  return observationsOf(context)
    .filter(({ from, purpose }) => from === cluster && (purpose === 'endpoint' || purpose === 'stand-in'))
    .flatMap((observation) => {
      const contrast = viewContrast(observation, context);
      return contrast === undefined ? [] : [{ observation, contrast }];
    });
}

function stoppedSentence({ observation, contrast }: Stopped): string {
  return `${probedAddress(observation)}: ${outcomePhrase(observation)}; ${contrast.text}.`;
}

/** Before v1.0 the gateway is in its node's network: there a pod's success is not the gateway's. */
function stoppedGateways(cluster: Side, context: RuleContext): readonly Observation[] {
  if (context.release.generation === 'g3') return [];
  const all = observationsOf(context).filter(
    ({ from, service }) => from === cluster && service === 'gateway',
  );
  return all.filter(
    (one) =>
      one.view === 'node' &&
      isStopped(one) &&
      all.some(
        (pod) =>
          pod.purpose === 'stand-in' && pod.host === one.host && pod.port === one.port && isReached(pod),
      ),
  );
}

function hiddenSentence(observation: Observation): string {
  return `${probedAddress(observation)}: a pod gets through, but node ${observation.node ?? ''} itself does not (${outcomePhrase(observation)}), and the gateway of this release runs in its node's network.`;
}

/** What of the views asked for could not be had. */
function unseenViews(cluster: Side, { evidence }: RuleContext): Finding | undefined {
  const missing = evidence.workloads.filter(
    (workload) => workload.cluster === cluster && workload.view !== undefined && workload.status !== 'ran',
  );
  const reasons = [...new Set(missing.map(missingSentence))];
  if (reasons.length === 0) return undefined;
  const isOnlyRefused = missing.every(({ view, code }) => view === 'node' && code === 'pod-security');
  const parts = { cluster, reason: reasons.join(' ') };
  return makeFinding('LD-VIEW-002', { ...parts, status: isOnlyRefused ? 'skip' : 'unknown' });
}

function missingSentence({ view, node, code, reason }: WorkloadOutcome): string {
  const because = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
  if (view !== 'node') return `No pod saw anything from node ${node ?? ''}${because}.`;
  switch (code) {
    case 'pod-security':
      return `The cluster does not admit a pod in a node's network, so nothing was seen from there${because}.`;
    case 'forbidden':
      return `Whether the cluster admits a pod in a node's network could not be asked, so none was made${because}.`;
    default:
      return `Nothing was seen from the network of node ${node ?? ''}${because}.`;
  }
}

function comparedViews(cluster: Side, context: RuleContext): Finding {
  const own = observationsOf(context).filter(({ from }) => from === cluster);
  const compared = own.filter(({ view, node }) => view === 'node' || node !== undefined);
  if (compared.length === 0) {
    const reason = 'Nothing was reported from any node by its name.';
    return makeFinding('LD-VIEW-002', { status: 'unknown', cluster, reason });
  }
  const worse = own.filter((one) => one.view === 'node' && isStopped(one) && isPodThrough(one, own));
  const said = worse.map((one) => `${probedAddress(one)}: ${outcomePhrase(one)}`).join('; ');
  const reason =
    worse.length === 0
      ? undefined
      : `The node itself reaches less than its pods, from which nothing follows for the peering (${said}).`;
  return makeFinding('LD-VIEW-002', { status: 'pass', cluster, reason });
}

function isPodThrough(one: Observation, own: readonly Observation[]): boolean {
  return own.some(
    (pod) => pod.view === 'pod' && pod.host === one.host && pod.port === one.port && isReached(pod),
  );
}

/** In an order of their own: which of two probes ends first is chance, and the words are to be the same. */
function observationsOf({ evidence }: RuleContext): readonly Observation[] {
  return evidence.observations
    .map(({ observation }) => observation)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
