import { isIPv4, isIPv6 } from 'node:net';

import type { V1NetworkPolicy } from '@kubernetes/client-node';

import { printable } from '../kubernetes/printable.js';
import type { Observation } from '../model/observation.js';
import { peerOf, sides, type Side } from '../model/peering.js';
import { mayHoldBack, type PodIsolation } from '../model/pod-isolation.js';
import type { StandIn } from '../model/run-evidence.js';
import { responderPort } from '../workload/agent-job.js';
import type { ClusterRun } from '../workload/cluster-run.js';
import { admission, type Admission, isolating, type PolicyDirection } from '../workload/policy-rules.js';
import { runLabels } from '../workload/run-labels.js';
import { isOfResponder } from './responder-probes.js';

/** What the run saw, with the IDs of the probes that a responder heard. */
export interface Seen {
  /** The run in each cluster whose policies can be read. */
  readonly runs: Readonly<Partial<Record<Side, ClusterRun>>>;
  readonly observations: readonly Observation[];
  readonly standIns: readonly StandIn[];
  readonly arrived: ReadonlySet<string>;
}

/** A namespace with more policies than these is not read to its end. */
const mostPolicies = 500;

/**
 * Looks, where pods of a run met silence, whether NetworkPolicies of their namespace do not let that pass. They are read
 * afterwards, since some platforms put them into each namespace that is made. Whether anything enforces them cannot be
 * read; but a probe that met an answer although no policy lets it pass shows that nothing does.
 */
export async function podIsolations(seen: Seen): Promise<readonly PodIsolation[]> {
  return withoutUnsent((await Promise.all(sides.map((side) => isolationsIn(side, seen)))).flat());
}

/** What may not have been sent tells nothing of who would have let it in. */
export function withoutUnsent(all: readonly PodIsolation[]): readonly PodIsolation[] {
  const unsent = new Set(
    all
      .filter((one) => one.direction === 'egress' && mayHoldBack(one))
      .flatMap(({ unanswered }) => unanswered),
  );
  return all.flatMap((one) => (one.direction === 'egress' ? [one] : withoutThose(one, unsent)));
}

function withoutThose(isolation: PodIsolation, unsent: ReadonlySet<string>): PodIsolation[] {
  const unanswered = isolation.unanswered.filter((id) => !unsent.has(id));
  return unanswered.length === 0 ? [] : [{ ...isolation, unanswered }];
}

async function isolationsIn(side: Side, seen: Seen): Promise<readonly PodIsolation[]> {
  const run = seen.runs[side];
  if (run === undefined) return [];
  const { connection, settings } = run;
  const directions = (['egress', 'ingress'] as const)
    .map((direction) => ({ direction, probes: concerned(side, direction, seen.observations) }))
    .filter(({ probes }) => probes.some((one) => !isAnswered(one, seen)));
  if (directions.length === 0) return [];
  const { namespace } = settings;
  const listed = await connection.call(
    { verb: 'list', resource: 'networkpolicies.networking.k8s.io', namespace },
    () => connection.networking.listNamespacedNetworkPolicy({ namespace, limit: mostPolicies }),
  );
  const items = listed.ok ? listed.value.items : [];
  const found = directions.flatMap(({ direction, probes }) =>
    isolationBy(items, { run, direction, probes, seen }),
  );
  return found.length > 0 ? found : deafPods(run, seen);
}

/** Pods that were answered by nobody, not even by the responder of their own cluster: something keeps them back. */
function deafPods({ side, settings }: ClusterRun, seen: Seen): readonly PodIsolation[] {
  const probes = concerned(side, 'egress', seen.observations);
  const isDeaf = probes.some((one) => isControl(one, seen)) && !probes.some((one) => isAnswered(one, seen));
  if (!isDeaf) return [];
  const { namespace } = settings;
  const unanswered = probes.map(({ id }) => id);
  return [{ cluster: side, direction: 'egress', namespace, policies: [], unanswered, answered: 0 }];
}

/** Whether a responder of the same cluster was asked at an address of a family that its Service has. */
function isControl(
  { purpose, service, target, host, address = host }: Observation,
  { standIns }: Seen,
): boolean {
  const family = isIPv6(address) ? 'IPv6' : isIPv4(address) ? 'IPv4' : undefined;
  return (
    purpose === 'control' &&
    standIns.some(
      ({ families, ...one }) =>
        one.cluster === target &&
        one.service === service &&
        (families === undefined || family === undefined || families.includes(family)),
    )
  );
}

interface Question {
  readonly run: ClusterRun;
  readonly direction: PolicyDirection;
  readonly probes: readonly Observation[];
  readonly seen: Seen;
}

function isolationBy(
  items: readonly V1NetworkPolicy[],
  { run, direction, probes, seen }: Question,
): PodIsolation[] {
  const { side, settings } = run;
  const { runId, namespace, labels } = settings;
  const component = direction === 'egress' ? 'prober' : 'responder';
  const policies = isolating(items, { ...labels, ...runLabels(runId, component) }, direction);
  const judged = probes.map((probe) => ({ probe, admitted: admissionOf(policies, direction, probe) }));
  const held = judged.filter(({ admitted }) => admitted !== 'yes');
  const isolation: PodIsolation = {
    cluster: side,
    direction,
    namespace,
    policies: policies.map(({ metadata }) => printable(metadata?.name ?? '')).toSorted(),
    unanswered: held.flatMap(({ probe }) => (isAnswered(probe, seen) ? [] : [probe.id])),
    answered: judged.filter(
      ({ probe, admitted }) =>
        admitted === 'no' && (direction === 'egress' || isFromPeer(probe)) && isAnswered(probe, seen),
    ).length,
  };
  return policies.length > 0 && isolation.unanswered.length > 0 ? [isolation] : [];
}

function admissionOf(
  policies: readonly V1NetworkPolicy[],
  direction: PolicyDirection,
  probe: Observation,
): Admission {
  const { protocol, host, port, address, proxy } = probe;
  const own = { protocol: protocol === 'udp' ? 'UDP' : 'TCP' } as const;
  if (direction === 'ingress') return admission(policies, direction, { ...own, port: responderPort });
  const dialled =
    proxy === undefined ? { port, address: address ?? host } : { port: proxy.port, address: proxy.host };
  const admitted = admission(policies, direction, { ...own, ...dialled });
  // Inside of a cluster, kube-proxy has changed address and port, and pods may be listed by their labels.
  const mayBeListed = !isFromPeer(probe) && policies.some(({ spec }) => (spec?.egress ?? []).length > 0);
  return admitted === 'no' && mayBeListed ? 'maybe' : admitted;
}

/** What comes from pods of the same cluster may pass as a packet of a node, and those are let in to their own pods. */
function isFromPeer({ from, target }: Observation): boolean {
  return from === peerOf(target);
}

/** Probes by pods on the network of pods: what their cluster's policies may hold back. */
function concerned(
  side: Side,
  direction: PolicyDirection,
  observations: readonly Observation[],
): readonly Observation[] {
  return observations.filter((one) =>
    direction === 'egress'
      ? one.from === side && one.view === 'pod'
      : one.target === side && one.from !== 'operator' && isOfResponder(one),
  );
}

/** Answers that only the other end can give; a refusal may come from what enforces a policy. */
function isAnswered({ id, outcome, phase }: Observation, { arrived }: Seen): boolean {
  if (arrived.has(id) || phase === 'tls' || phase === 'http') return true;
  return ['open', 'replied', 'reply-lost', 'wrong-service', 'wrong-cluster', 'tls-failure'].includes(outcome);
}

/** The IDs of probes that say nothing of the way between the clusters. */
export function heldBack(isolations: readonly PodIsolation[]): ReadonlySet<string> {
  return new Set(isolations.filter(mayHoldBack).flatMap(({ unanswered }) => unanswered));
}
