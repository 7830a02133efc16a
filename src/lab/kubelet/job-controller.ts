import { admit } from '../api/admission.js';
import type { ClusterApi } from '../api/cluster-api.js';
import { deleteObject, inBackground } from '../api/deletion.js';
import type { KubernetesObject } from '../api/kubernetes-object.js';
import { isJsonObject, valueAt } from '../api/kubernetes-object.js';
import type { ObjectChange } from '../api/object-store.js';
import { now } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import { recordEvent } from './events.js';
import { jobSpecSchema } from './pod-spec.js';

/** What a Job's deadline or time to live sets off, and when by the controller's clock. */
interface Timer {
  readonly timeout: NodeJS.Timeout;
  readonly dueAtMs: number;
  readonly act: () => void;
}

/** Plays the Job controller and the TTL controller of one cluster. */
export class JobController {
  readonly #api: ClusterApi;
  readonly #timers = new Map<string, Timer>();
  readonly #unsubscribe: () => void;
  /** How far the controllers' clock was put forward. */
  #aheadMs = 0;

  constructor(api: ClusterApi) {
    this.#api = api;
    this.#unsubscribe = api.store.onChange((change) => setImmediate(() => this.#react(change)));
  }

  close(): void {
    this.#unsubscribe();
    for (const { timeout } of this.#timers.values()) clearTimeout(timeout);
  }

  /**
   * Puts the clock of deadlines and of the time to live forward: what falls due by then happens now, in its order, as if
   * that time had passed. Pods take their own time to end, as ever.
   */
  passTime(milliseconds: number): void {
    const until = this.#now() + milliseconds;
    for (let next = this.#firstDue(until); next !== undefined; next = this.#firstDue(until)) {
      const [uid, timer] = next;
      this.#forget(uid);
      this.#aheadMs += Math.max(0, timer.dueAtMs - this.#now());
      timer.act();
    }
    this.#aheadMs += Math.max(0, until - this.#now());
  }

  #firstDue(untilMs: number): readonly [string, Timer] | undefined {
    return [...this.#timers]
      .filter(([, { dueAtMs }]) => dueAtMs <= untilMs)
      .toSorted(([, a], [, b]) => a.dueAtMs - b.dueAtMs)[0];
  }

  #now(): number {
    return performance.now() + this.#aheadMs;
  }

  #react({ type, resource, object }: ObjectChange): void {
    if (resource === resources.jobs && type === 'ADDED') this.#start(object);
    if (resource === resources.jobs && type === 'DELETED') this.#forget(object.metadata.uid);
    if (resource !== resources.pods || type === 'ADDED') return;
    const job = this.#jobOf(object);
    const phase = valueAt(object, 'status', 'phase');
    if (job && !isFinished(job)) this.#follow(job, type === 'DELETED' ? 'Failed' : phase);
  }

  #start(job: KubernetesObject): void {
    const { activeDeadlineSeconds } = jobSpecSchema.parse(job['spec']);
    this.#setStatus(job, { startTime: now() });
    this.#createPod(job);
    if (activeDeadlineSeconds !== undefined) {
      this.#arm(job, activeDeadlineSeconds, () => this.#exceedDeadline(job));
    }
  }

  #createPod(job: KubernetesObject): void {
    const { store } = this.#api;
    const { template } = jobSpecSchema.parse(job['spec']);
    const { name, uid, namespace } = job.metadata;
    const draft = store.prepare(resources.pods, {
      metadata: {
        ...template.metadata,
        generateName: `${name}-`,
        ...(namespace !== undefined && { namespace }),
        ownerReferences: [
          { apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true, blockOwnerDeletion: true },
        ],
      },
      spec: template.spec,
    });
    const admission = admit(this.#api, resources.pods, draft);
    const component = 'job-controller';
    if (!admission.ok) {
      const message = `Error creating: ${admission.refusal.body.message}`;
      recordEvent(store, job, { type: 'Warning', reason: 'FailedCreate', message, component });
      return;
    }
    const pod = store.add(resources.pods, admission.object);
    const message = `Created pod: ${pod.metadata.name}`;
    recordEvent(store, job, { type: 'Normal', reason: 'SuccessfulCreate', message, component });
    this.#setStatus(job, { active: 1, ready: 0 });
  }

  #follow(job: KubernetesObject, phase: unknown): void {
    if (phase === 'Running') this.#setStatus(job, { active: 1, ready: 1 });
    if (phase === 'Succeeded') {
      this.#finish(
        job,
        { type: 'Complete', reason: 'CompletionsReached' },
        { succeeded: 1, completionTime: now() },
      );
    }
    if (phase !== 'Failed') return;
    const { backoffLimit } = jobSpecSchema.parse(job['spec']);
    const failed = Number(valueAt(job, 'status', 'failed') ?? 0) + 1;
    if (failed > backoffLimit) {
      const message = 'Job has reached the specified backoff limit';
      this.#finish(job, { type: 'Failed', reason: 'BackoffLimitExceeded', message }, { failed });
      return;
    }
    this.#setStatus(job, { failed });
    this.#createPod(job);
  }

  #exceedDeadline(job: KubernetesObject): void {
    const { store } = this.#api;
    const message = 'Job was active longer than specified deadline';
    const condition = { type: 'Failed', reason: 'DeadlineExceeded', message };
    this.#finish(job, condition, { failed: 1 });
    recordEvent(store, job, { ...condition, type: 'Warning', component: 'job-controller' });
    for (const pod of store.list(resources.pods, job.metadata.namespace)) {
      const owners = pod.metadata.ownerReferences ?? [];
      if (!owners.some(({ uid }) => uid === job.metadata.uid)) continue;
      deleteObject(store, { resource: resources.pods, key: pod.metadata }, inBackground);
    }
  }

  #finish(job: KubernetesObject, condition: object, status: object): void {
    const at = now();
    const conditions = [{ ...condition, status: 'True', lastProbeTime: at, lastTransitionTime: at }];
    this.#setStatus(job, { ...status, active: 0, ready: 0, conditions });
    this.#forget(job.metadata.uid);
    const { ttlSecondsAfterFinished } = jobSpecSchema.parse(job['spec']);
    if (ttlSecondsAfterFinished === undefined) return;
    this.#arm(job, ttlSecondsAfterFinished, () =>
      deleteObject(this.#api.store, { resource: resources.jobs, key: job.metadata }, inBackground),
    );
  }

  #setStatus(job: KubernetesObject, status: object): void {
    this.#api.store.update(resources.jobs, job.metadata, (current) => ({
      ...current,
      status: { ...(isJsonObject(current['status']) ? current['status'] : {}), ...status },
    }));
  }

  #jobOf(pod: KubernetesObject): KubernetesObject | undefined {
    const owner = (pod.metadata.ownerReferences ?? []).find(
      ({ kind, controller }) => kind === 'Job' && controller === true,
    );
    if (!owner) return undefined;
    const job = this.#api.store.get(resources.jobs, { namespace: pod.metadata.namespace, name: owner.name });
    return job?.metadata.uid === owner.uid ? job : undefined;
  }

  #arm(job: KubernetesObject, seconds: number, act: () => void): void {
    this.#forget(job.metadata.uid);
    const timeout = setTimeout(act, seconds * 1000);
    timeout.unref();
    this.#timers.set(job.metadata.uid, { timeout, dueAtMs: this.#now() + seconds * 1000, act });
  }

  #forget(uid: string): void {
    clearTimeout(this.#timers.get(uid)?.timeout);
    this.#timers.delete(uid);
  }
}

function isFinished(job: KubernetesObject): boolean {
  const conditions = valueAt(job, 'status', 'conditions');
  return Array.isArray(conditions) && conditions.length > 0;
}
