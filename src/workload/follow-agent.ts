import type { ClusterConnection } from '../kubernetes/connection.js';
import { printable } from '../kubernetes/printable.js';
import type { AgentEvent } from '../model/agent-event.js';
import { agentEventSchema } from '../model/agent-event.js';
import { parseJson } from '../model/parse-json.js';
import type { WorkloadFailureCode } from '../model/run-evidence.js';
import { pause } from './pause.js';
import type { PodState } from './pod-state.js';
import { podState } from './pod-state.js';
import { jobRefusal } from './job-refusal.js';

/** One agent Job to follow. */
export interface AgentWatch {
  readonly connection: ClusterConnection;
  readonly namespace: string;
  readonly job: string;
  /** The pod has to run within so many milliseconds. */
  readonly startWithinMs: number;
  /** What the pod is waiting for, once per change. */
  readonly onWaiting: (text: string) => void;
  /** `image` is what the kubelet says that it runs, where it says so. */
  readonly onRunning: (nodeName: string, image: string | undefined) => void;
  readonly onEvent: (event: AgentEvent) => void;
  /** Asked as its log is read: true when nothing more is wanted of the pod, so that it is followed no longer. */
  readonly isHeardOut?: (() => boolean) | undefined;
  readonly signal: AbortSignal;
}

/** How an agent's pod ended. `terminationMessage` is its digest, or what the kubelet left there. */
export type AgentEnd =
  | { readonly kind: 'ended'; readonly succeeded: boolean; readonly terminationMessage: string }
  | { readonly kind: 'failed'; readonly code: WorkloadFailureCode; readonly reason: string }
  /** It was followed no longer; whether it has ended nobody looked. */
  | { readonly kind: 'aborted' };

/** How often a pod is looked at: an image that has to be pulled takes long, one that is there a second or two. */
const pollIntervalMs = 250;
const firstPollIntervalMs = 100;
const firstPollsMs = 5_000;
/** The Job controller creates a pod within this time, or says in an event why not. */
const podAppearsWithinMs = 1_000;
/** A scheduler that found no node tries again when nodes change, which a preflight does not wait for. */
const unschedulableForMs = 8_000;

/**
 * Follows one agent's pod from creation to end: its waiting reasons, its log line by line, its termination message.
 * Returns at the latest when the signal aborts, and early when the kubelet says that the pod will never run, or when the
 * log has told all that is wanted: a kubelet takes seconds to notice that a container has ended.
 */
export async function followAgent(watch: AgentWatch): Promise<AgentEnd> {
  const started = await untilRunning(watch);
  if (started.kind !== 'running') return started;
  watch.onRunning(started.nodeName, started.image);
  await followEvents(watch, started.pod);
  return untilEnded(watch, started.pod);
}

type Started = {
  readonly kind: 'running';
  readonly pod: string;
  readonly nodeName: string;
  readonly image: string | undefined;
};

async function untilRunning(watch: AgentWatch): Promise<Started | AgentEnd> {
  const startedAt = performance.now();
  let said = '';
  while (!watch.signal.aborted) {
    const { name, state, text } = await findPod(watch);
    const elapsedMs = performance.now() - startedAt;
    if (state?.phase === 'failed')
      return { kind: 'failed', code: state.code, reason: printable(state.reason) };
    if (name !== undefined && (state?.phase === 'running' || state?.phase === 'ended')) {
      return { kind: 'running', pod: name, nodeName: state.nodeName, image: state.image };
    }
    const refusal = name === undefined && elapsedMs > podAppearsWithinMs ? await refusedBy(watch) : undefined;
    if (refusal !== undefined) return refusal;
    if (text !== said) watch.onWaiting(text);
    said = text;
    const unschedulable = state?.phase === 'waiting' && state.unschedulable && elapsedMs > unschedulableForMs;
    if (unschedulable) return { kind: 'failed', code: 'unschedulable', reason: text };
    if (elapsedMs > watch.startWithinMs) {
      const waited = `${Math.round(elapsedMs / 1000)} s`;
      return {
        kind: 'failed',
        code: 'stuck',
        reason: `the pod did not start within ${waited}; last seen: ${text}`,
      };
    }
    await pause(elapsedMs < firstPollsMs ? firstPollIntervalMs : pollIntervalMs, watch.signal);
  }
  return { kind: 'aborted' };
}

/** A Job's pod as far as it could be read; `text` completes "waiting …". */
interface FoundPod {
  readonly name?: string | undefined;
  readonly state?: PodState | undefined;
  readonly text: string;
}

async function findPod(watch: AgentWatch): Promise<FoundPod> {
  const { connection, namespace, job } = watch;
  const pods = await connection.call({ verb: 'list', resource: 'pods', namespace }, () =>
    connection.core.listNamespacedPod({ namespace, labelSelector: `job-name=${job}` }),
  );
  if (!pods.ok) return { text: `for the API server: ${pods.failure.message}` };
  const [pod] = pods.value.items;
  if (pod === undefined) return { text: 'to be created' };
  const state = podState(pod);
  const text = state.phase === 'waiting' ? printable(state.text) : '';
  return { name: pod.metadata?.name, state, text };
}

async function refusedBy(watch: AgentWatch): Promise<AgentEnd | undefined> {
  const { connection, namespace, job } = watch;
  const events = await connection.call({ verb: 'list', resource: 'events', namespace }, () =>
    connection.core.listNamespacedEvent({ namespace, fieldSelector: `involvedObject.name=${job}` }),
  );
  const refusal = events.ok ? jobRefusal(events.value.items) : undefined;
  return refusal && { kind: 'failed', code: refusal.code, reason: printable(refusal.reason) };
}

async function followEvents(watch: AgentWatch, pod: string): Promise<void> {
  const target = { namespace: watch.namespace, pod, container: 'agent' };
  await watch.connection.followLog(target, (line) => deliver(watch, line), {
    signal: watch.signal,
    isEnough: watch.isHeardOut,
  });
}

/** A pod's log is not trusted: lines that are not events of the agent are passed over. */
function deliver(watch: AgentWatch, line: string): void {
  const event = agentEventSchema.safeParse(parseJson(line));
  if (event.success) watch.onEvent(event.data);
}

async function untilEnded(watch: AgentWatch, pod: string): Promise<AgentEnd> {
  const { connection, namespace, signal } = watch;
  while (!signal.aborted && watch.isHeardOut?.() !== true) {
    const read = await connection.call({ verb: 'get', resource: 'pods', namespace }, () =>
      connection.core.readNamespacedPod({ name: pod, namespace }),
    );
    if (!read.ok && read.failure.code === 'not-found') {
      return {
        kind: 'failed',
        code: 'crashed',
        reason: 'the pod was removed by someone else while it worked',
      };
    }
    const state = read.ok ? podState(read.value) : undefined;
    if (state?.phase === 'ended') {
      const { succeeded, terminationMessage } = state;
      return { kind: 'ended', succeeded, terminationMessage };
    }
    await pause(pollIntervalMs, signal);
    // A log stream may break while the pod still works: read on where it is.
    if (state?.phase === 'running') await followEvents(watch, pod);
  }
  return { kind: 'aborted' };
}
