import { createHash } from 'node:crypto';

import type { HalfRun, Halves } from '../../judge/saved/half-run.js';
import type { PeeringIntent } from '../../model/peering.js';
import type { Result } from '../../model/result.js';
import { failure, success } from '../../model/result.js';
import type { RunPlan } from '../../model/run-plan.js';
import { planRun } from '../../plan/plan-run.js';
import { isSameCluster } from '../inspect-clusters.js';
import { runIdFrom } from '../run-id.js';

/** What two halves have in common. */
export interface Pair {
  readonly intent: PeeringIntent;
  readonly plan: RunPlan;
  readonly runId: string;
  /** The key of the run's datagrams, 16 bytes. */
  readonly key: Uint8Array;
}

/** The consumer's and the provider's half of these two; fails with a sentence where they are no pair. */
export function halvesOf(one: HalfRun, other: HalfRun): Result<Halves, string> {
  if (one.side === other.side) {
    const role = one.side === 'local' ? 'consumer' : 'provider';
    return failure(
      `both halves are the ${role}'s: one operator runs \`check --half consumer\`, the other one \`check --half provider\``,
    );
  }
  if (isForAnother(one, other) || isForAnother(other, one)) {
    return failure('the halves are of different runs: one of them was made for another half');
  }
  const halves = one.side === 'local' ? { local: one, remote: other } : { local: other, remote: one };
  return isSameCluster(halves.local.facts, halves.remote.facts)
    ? failure('both halves are of the same cluster: they have the same kube-system namespace')
    : success(halves);
}

/** Whether the first half goes with another one than the second. */
export function isForAnother({ peer }: HalfRun, { id }: HalfRun): boolean {
  return peer !== undefined && peer !== id;
}

/**
 * What follows from both halves, and hence is the same for both operators without a word more between them. Fails with a
 * reason when no supported Liqo release applies.
 */
export function pairOf(halves: Halves): Result<Pair, string> {
  const { intent } = halves.local;
  if (intent === undefined) return failure("the consumer's half does not say what will be peered");
  const planned = planOf(halves, intent);
  if (!planned.ok) return planned;
  const shared = createHash('sha256').update(`${halves.local.id} ${halves.remote.id}`).digest();
  return success({
    intent,
    plan: planned.value,
    runId: runIdFrom(shared.subarray(16, 20)),
    key: shared.subarray(0, 16),
  });
}

/** Each operator says for their own cluster whether load balancers may be raised. */
function planOf({ local, remote }: Halves, intent: PeeringIntent): Result<RunPlan, string> {
  const clusters = { local: local.facts, remote: remote.facts };
  const plan = (allowLoadBalancer: boolean) =>
    planRun({ clusters, intent, probeFrom: 'pods', allowLoadBalancer });
  const [byConsumer, byProvider] = [plan(local.allowLoadBalancer), plan(remote.allowLoadBalancer)];
  if (!byConsumer.ok) return byConsumer;
  if (!byProvider.ok) return byProvider;
  const ofBoth = <T extends { readonly cluster: string }>(choose: (run: RunPlan) => readonly T[]): T[] => [
    ...choose(byConsumer.value).filter(({ cluster }) => cluster === 'local'),
    ...choose(byProvider.value).filter(({ cluster }) => cluster === 'remote'),
  ];
  return success({
    ...byConsumer.value,
    listensToLan: undefined,
    standIns: ofBoth((run) => run.standIns),
    notRaised: ofBoth((run) => run.notRaised),
  });
}
