import type { V1Service } from '@kubernetes/client-node';

import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ResponderPlan } from '../model/agent-plan.js';
import type { RaisedService } from '../model/raised-service.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { StandInRequest } from '../model/run-plan.js';
import { agentJob, responderPort, secondResponderPort } from './agent-job.js';
import { type AskedAhead, askForObjects } from './ask-ahead.js';
import type { ClusterRun, RaisedRun } from './cluster-run.js';
import { createConfigMap, createJob, createSecret, createService } from './create-object.js';
import type { JobRefusal } from './job-refusal.js';
import { ensureNamespace } from './namespace.js';
import { ownedBy } from './owner-reference.js';
import {
  agentConfigMap,
  keySecret,
  objectNames,
  planConfigMap,
  sourceService,
  standInService,
} from './run-objects.js';

/** What a responder is raised with. */
export interface RaiseRequest {
  readonly standIns: readonly StandInRequest[];
  readonly agentSource: string;
  readonly key: Uint8Array;
  /** The responder ends by itself after so many milliseconds. */
  readonly deadlineMs: number;
  /** What dry runs said already; absent where they have to wait for the namespace. */
  readonly asked?: AskedAhead | undefined;
}

/** Why a responder was not raised: a call that failed, or a refusal that a dry run showed. */
export type NotRaised =
  | { readonly kind: 'api'; readonly apiFailure: ApiFailure }
  | { readonly kind: 'refused'; readonly refusal: JobRefusal };

/** A Service that the API server refused. */
export interface RefusedService {
  /** The stand-in that it was for; absent for the Service that keeps the sender's address. */
  readonly request?: StandInRequest | undefined;
  /** In the words of the API server. */
  readonly reason: string;
}

/** The responder's Job with what was made beside it. */
export interface Raised {
  readonly run: RaisedRun;
  readonly services: readonly RaisedService[];
  readonly refused: readonly RefusedService[];
  /** Node ports of the Service that keeps the sender's address; empty when it was refused. */
  readonly sourceNodePorts: readonly number[];
}

/**
 * Creates the responder Job and what it owns. The Job comes first, so that the server removes all else with it; its pod
 * waits until the ConfigMaps and the Secret are there. Before that, a dry run tells whether pods would be refused.
 */
export async function raiseResponder(
  given: ClusterRun,
  request: RaiseRequest,
): Promise<Result<Raised, NotRaised>> {
  const namespace = await ensureNamespace(given);
  if (!namespace.ok) return failure({ kind: 'api', apiFailure: namespace.failure });
  // One that has just been made could not be asked about before.
  const asked = request.asked ?? (await askForObjects(given, request.standIns));
  if (asked.refusal !== undefined) return failure({ kind: 'refused', refusal: asked.refusal });
  const { asksForItsLimits, refusedServices } = asked;
  const run = { ...given, settings: { ...given.settings, asksForItsLimits } };
  const job = await createResponderJob(run);
  if (!job.ok) return failure({ kind: 'api', apiFailure: job.failure });
  const raised: RaisedRun = { ...run, owner: job.value };
  const raise = (service: V1Service) => createUnlessRefused(raised, service, refusedServices);
  const [inputs, source, ...services] = await Promise.all([
    createInputs(raised, request),
    raise(sourceService(raised.owner, run.settings)),
    ...request.standIns.map(async (standIn) => ({
      request: standIn,
      created: await raise(standInService(standIn, raised.owner, run.settings)),
    })),
  ]);
  if (!inputs.ok) return failure({ kind: 'api', apiFailure: inputs.failure });
  return success({
    run: raised,
    services: services.flatMap(({ request: standIn, created }) =>
      created.ok ? [raisedService(standIn, created.value)] : [],
    ),
    refused: [{ request: undefined, created: source }, ...services].flatMap(
      ({ request: standIn, created }) => (created.ok ? [] : [{ request: standIn, reason: created.failure }]),
    ),
    sourceNodePorts: source.ok ? nodePortsOf(source.value) : [],
  });
}

/** What a dry run refused is not tried in earnest. Fails with the words of the API server. */
async function createUnlessRefused(
  run: RaisedRun,
  service: V1Service,
  refused: ReadonlyMap<string, string>,
): Promise<Result<V1Service, string>> {
  const reason = refused.get(service.metadata?.name ?? '');
  if (reason !== undefined) return failure(reason);
  const created = await createService(run, service);
  return created.ok ? created : failure(created.failure.message);
}

async function createResponderJob(run: ClusterRun) {
  const { settings } = run;
  const names = objectNames(settings.runId);
  const body = agentJob(
    {
      name: names.responder,
      role: 'responder',
      agentConfigMap: names.agent,
      planConfigMap: names.responderPlan,
      keySecret: names.key,
    },
    settings,
  );
  const created = await createJob(run, body);
  return created.ok ? success(ownedBy(created.value)) : created;
}

async function createInputs(run: RaisedRun, request: RaiseRequest): Promise<Result<undefined, ApiFailure>> {
  const { settings, owner } = run;
  const { runId } = settings;
  const plan: ResponderPlan = {
    role: 'responder',
    runId,
    side: run.side,
    deadlineMs: request.deadlineMs,
    udpPort: responderPort,
    secondUdpPort: secondResponderPort,
    tcpPort: responderPort,
  };
  const names = objectNames(runId);
  const results = await Promise.all([
    createConfigMap(run, agentConfigMap(request.agentSource, owner, settings)),
    createConfigMap(run, planConfigMap({ name: names.responderPlan, content: plan }, owner, settings)),
    createSecret(run, keySecret(request.key, owner, settings)),
  ]);
  const refused = results.find((result) => !result.ok);
  return refused?.ok === false ? failure(refused.failure) : success(undefined);
}

function nodePortsOf({ spec }: V1Service): number[] {
  return (spec?.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
}

/** A Service as the API server answered it. */
export function raisedService(request: StandInRequest, service: V1Service): RaisedService {
  return {
    request,
    nodePort: service.spec?.ports?.[0]?.nodePort,
    families: service.spec?.ipFamilies,
    loadBalancer: (service.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ({ ip, hostname })),
  };
}
