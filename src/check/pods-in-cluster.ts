import type { AgentEvent } from '../model/agent-event.js';
import type { ApiFailure } from '../kubernetes/api-failure.js';
import { printable } from '../kubernetes/printable.js';
import type { Side } from '../model/peering.js';
import type { RaisedResponder } from '../model/raised-service.js';
import type { WorkloadFailureCode, WorkloadOutcome } from '../model/run-evidence.js';
import type { AgentEnd } from '../workload/follow-agent.js';
import { followAgent } from '../workload/follow-agent.js';
import type { ClusterRun } from '../workload/cluster-run.js';
import { codeOfRefusal, type JobRefusal } from '../workload/job-refusal.js';
import { objectNames } from '../workload/run-objects.js';
import { type ProberRequest, startProber } from '../workload/prober.js';
import type { RaiseRequest, Raised } from '../workload/raise.js';
import { raiseResponder } from '../workload/raise.js';
import type { EvidenceCollector } from './evidence-collector.js';
import type { Stopwatch } from './stopwatch.js';

/** What takes in what pods tell, and when they began to. */
export interface PodRecords {
  readonly collector: EvidenceCollector;
  readonly stopwatch: Stopwatch;
}

/** The responder of one cluster, or why it does not work. */
export type ResponderState =
  | {
      readonly ok: true;
      readonly raised: Raised;
      readonly responder: RaisedResponder;
      /** How the responder fares by now: it may end before its work is done. */
      readonly outcomeNow: () => WorkloadOutcome;
    }
  | { readonly ok: false; readonly outcome: WorkloadOutcome; readonly apiFailure?: ApiFailure | undefined };

/**
 * Raises the responder of one cluster and returns as soon as it listens, or as soon as it is known that it never will.
 * It is not tried where a dry run showed that its pod would be refused.
 */
export async function startResponder(
  run: ClusterRun,
  request: RaiseRequest,
  records: PodRecords & { readonly onRaised: () => void },
): Promise<ResponderState> {
  if (request.asked?.refusal !== undefined) {
    records.onRaised();
    return refusedAhead(run.side, request.asked.refusal);
  }
  const raised = await raiseResponder(run, request);
  records.onRaised();
  if (!raised.ok) {
    const { failure } = raised;
    return failure.kind === 'api'
      ? refused(run.side, failure.apiFailure)
      : refusedAhead(run.side, failure.refusal);
  }
  const lifetime: Lifetime = {};
  const listening = await untilListening(run, records, lifetime);
  if (!listening.ok)
    return { ok: false, outcome: failed({ cluster: run.side, role: 'responder', ...listening }) };
  const { services, sourceNodePorts } = raised.value;
  return {
    ok: true,
    raised: raised.value,
    responder: { services, sourceNodePorts, nodeName: listening.nodeName },
    outcomeNow: () => withImage(outcomeOf(run.side, lifetime), listening.image),
  };
}

function refusedAhead(cluster: Side, refusal: JobRefusal): ResponderState {
  return { ok: false, outcome: { cluster, role: 'responder', status: 'failed', ...refusal } };
}

function refused(side: Side, apiFailure: ApiFailure): ResponderState {
  const code = workloadCode(apiFailure);
  const outcome: WorkloadOutcome = {
    cluster: side,
    role: 'responder',
    status: 'failed',
    code,
    reason: apiFailure.message,
  };
  return { ok: false, outcome, apiFailure };
}

function workloadCode({ code, message }: ApiFailure): WorkloadFailureCode {
  if (code === 'rejected') return codeOfRefusal(message);
  return code === 'forbidden' ? 'forbidden' : 'api';
}

type Listening =
  | { readonly ok: true; readonly nodeName: string; readonly image: string | undefined }
  | { readonly ok: false; readonly end: AgentEnd; readonly lastWords: string | undefined };

/** What is known of a responder's end; empty while it lives. */
interface Lifetime {
  end?: AgentEnd;
}

/** A responder that is followed no longer has done its work; one that ended by itself has not. */
function outcomeOf(cluster: Side, { end }: Lifetime): WorkloadOutcome {
  if (end === undefined || end.kind === 'aborted') return { cluster, role: 'responder', status: 'ran' };
  return failed({ cluster, role: 'responder', end, lastWords: undefined });
}

/** Follows the responder in the background for the rest of the run; settles when it listens or has ended. */
function untilListening(
  run: ClusterRun,
  { collector, stopwatch }: PodRecords,
  lifetime: Lifetime,
): Promise<Listening> {
  const onHeard = stopwatch.awaitPod(run.side, 'responder');
  return new Promise((settle) => {
    let nodeName = '';
    let image: string | undefined;
    let lastWords: string | undefined;
    void followAgent({
      ...watchOf(run, objectNames(run.settings.runId).responder),
      onWaiting: (text) => run.onProgress(`waiting for the responder pod: ${text}`),
      onRunning: (node, ran) => {
        nodeName = node;
        image = ran;
      },
      onEvent: (event) => {
        onHeard();
        collector.fromResponder(run.side, event);
        lastWords ??= lastWordsOf(event);
        if (event.type === 'listening') settle({ ok: true, nodeName, image });
      },
    }).then((end) => {
      lifetime.end = end;
      settle({ ok: false, end, lastWords });
    });
  });
}

/** Runs one wave of probes from one cluster and gathers what it saw. */
export async function runProber(
  raised: Raised,
  request: ProberRequest,
  { collector, stopwatch }: PodRecords,
): Promise<WorkloadOutcome> {
  const { run } = raised;
  const { plan } = request;
  const onHeard = stopwatch.awaitPod(run.side, 'prober');
  const job = await startProber(run, request);
  if (!job.ok) {
    const reason = job.failure.message;
    return { cluster: run.side, role: 'prober', status: 'failed', code: workloadCode(job.failure), reason };
  }
  let lastWords: string | undefined;
  let image: string | undefined;
  let isFinished = false;
  const end = await followAgent({
    ...watchOf(run, job.value),
    onWaiting: (text) => run.onProgress(`waiting for the prober pod: ${text}`),
    onRunning: (_, ran) => {
      image = ran;
      run.onProgress(`probing ${plan.probes.length} addresses from a pod`);
    },
    onEvent: (event: AgentEvent) => {
      onHeard();
      collector.fromProber(plan, event);
      isFinished ||= event.type === 'finished';
      lastWords ??= lastWordsOf(event);
      const left = collector.missing(plan).length;
      if (event.type === 'observation' && left > 0)
        run.onProgress(`waiting for ${left} of ${plan.probes.length} probes`);
    },
    isHeardOut: () => isFinished && collector.missing(plan).length === 0,
  });
  if (end.kind === 'ended') collector.fromTerminationMessage(plan, end.terminationMessage);
  const missing = collector.missing(plan);
  const outcome: WorkloadOutcome =
    missing.length === 0
      ? { cluster: run.side, role: 'prober', status: 'ran' }
      : failed({ cluster: run.side, role: 'prober', end, lastWords });
  return withImage(outcome, image);
}

function withImage(outcome: WorkloadOutcome, image: string | undefined): WorkloadOutcome {
  return image === undefined ? outcome : { ...outcome, image };
}

function watchOf(run: ClusterRun, job: string) {
  const { connection, settings, startWithinMs, signal } = run;
  return { connection, namespace: settings.namespace, job, startWithinMs, signal };
}

/** What an agent says when it cannot go on. */
function lastWordsOf(event: AgentEvent): string | undefined {
  return event.type === 'crashed' ? printable(event.message) : undefined;
}

interface Failure {
  readonly cluster: Side;
  readonly role: 'responder' | 'prober';
  readonly end: AgentEnd;
  readonly lastWords: string | undefined;
}

function failed({ cluster, role, end, lastWords }: Failure): WorkloadOutcome {
  const common = { cluster, role, status: 'failed' } as const;
  switch (end.kind) {
    case 'failed':
      return { ...common, code: end.code, reason: end.reason };
    case 'ended': {
      const because = lastWords === undefined ? '' : `: ${lastWords}`;
      return {
        ...common,
        code: 'crashed',
        reason: `the ${role} pod ended without finishing its work${because}`,
      };
    }
    case 'aborted':
      return { ...common, code: 'stuck', reason: 'the run ended before the pod had done its work' };
  }
}
