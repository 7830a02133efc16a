import type { ProberPlan, ResponderPlan } from '../model/agent-plan.js';
import type { StandInRequest } from '../model/run-plan.js';
import { agentJob, responderPort, secondResponderPort } from './agent-job.js';
import {
  agentConfigMap,
  keySecret,
  objectNames,
  planConfigMap,
  runNamespace,
  sourceService,
  standInService,
} from './run-objects.js';
import { bindingsOf, checkRole, readOnlyRoles, type RoleNamespaces } from './roles.js';
import type { WorkloadSettings } from './workload-settings.js';

/** What the objects of a run are shown with. */
export interface ManifestsRequest {
  readonly settings: Omit<WorkloadSettings, 'runId'>;
  readonly standIns: readonly StandInRequest[];
}

/**
 * No ID of a run, and no name in Kubernetes either, where upper case is not allowed: whoever applies by mistake what is
 * meant to be read gets a refusal and no pod.
 */
const runId = 'RUN';

/** What an administrator applies, so that a user can run checks: the namespace, the roles, and who they are for. */
export function grantManifests(namespaces: RoleNamespaces, user: string): readonly object[] {
  const roles = [...readOnlyRoles(namespaces), checkRole(namespaces)];
  // Without the label of the program's own namespaces, so that no run removes it.
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespaces.probes } };
  return [namespace, ...roles, ...bindingsOf(roles, user)];
}

/**
 * What a run creates in each cluster, as it would, with names and contents that only a run knows left out: the key, the
 * program's text, and the addresses in the plan.
 */
export function runManifests({ settings, standIns }: ManifestsRequest): readonly object[] {
  const run: WorkloadSettings = { ...settings, runId };
  const names = objectNames(runId);
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: names.responder, uid: 'UID' };
  const job = { agentConfigMap: names.agent, keySecret: names.key } as const;
  const responderPlan: ResponderPlan = {
    role: 'responder',
    runId,
    side: 'local',
    deadlineMs: settings.activeDeadlineSeconds * 1000,
    udpPort: responderPort,
    secondUdpPort: secondResponderPort,
    tcpPort: responderPort,
  };
  const proberPlan: ProberPlan = {
    role: 'prober',
    runId,
    from: 'local',
    view: 'pod',
    deadlineMs: responderPlan.deadlineMs,
    probes: [],
  };
  return [
    runNamespace(settings.namespace),
    agentJob({ ...job, name: names.responder, role: 'responder', planConfigMap: names.responderPlan }, run),
    keySecret(new Uint8Array(), owner, run),
    agentConfigMap('// dist/agent.mjs of this release\n', owner, run),
    planConfigMap({ name: names.responderPlan, content: responderPlan }, owner, run),
    planConfigMap({ name: names.proberPlan(1), content: proberPlan }, owner, run),
    sourceService(owner, run),
    ...standIns.map((standIn) => standInService(standIn, owner, run)),
    agentJob(
      { ...job, name: names.prober(1), role: 'prober', planConfigMap: names.proberPlan(1), owner },
      run,
    ),
  ];
}
