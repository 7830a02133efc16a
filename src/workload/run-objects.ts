import type {
  V1ConfigMap,
  V1Namespace,
  V1OwnerReference,
  V1Secret,
  V1Service,
} from '@kubernetes/client-node';

import type { AgentPlan } from '../model/agent-plan.js';
import type { StandInRequest } from '../model/run-plan.js';
import { responderPort, secondResponderPort } from './agent-job.js';
import { managedBy, runLabels } from './run-labels.js';
import type { WorkloadSettings } from './workload-settings.js';

/** The namespace of the run, when it has to be created; its label lets a later run or `cleanup` recognise it. */
export function runNamespace(name: string, annotations: Readonly<Record<string, string>> = {}): V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/name': 'liqo-doctor', 'app.kubernetes.io/managed-by': managedBy },
      annotations: { ...annotations },
    },
  };
}

/** Names of the run's objects in one cluster. */
export function objectNames(runId: string) {
  return {
    responder: `responder-${runId}`,
    agent: `agent-${runId}`,
    key: `key-${runId}`,
    responderPlan: `responder-plan-${runId}`,
    source: `source-${runId}`,
    prober: (wave: number, suffix = '') => `prober-${runId}-${wave}${suffix}`,
    proberPlan: (wave: number, suffix = '') => `prober-plan-${runId}-${wave}${suffix}`,
    standIn: ({ service, exposure }: StandInRequest) => `${service}-${exposure.toLowerCase()}-${runId}`,
  };
}

interface Owned {
  readonly name: string;
  readonly component: string;
  readonly owner: V1OwnerReference;
}

function metadata({ name, component, owner }: Owned, settings: WorkloadSettings) {
  return {
    name,
    namespace: settings.namespace,
    labels: { ...settings.labels, ...runLabels(settings.runId, component) },
    annotations: { ...settings.annotations },
    ownerReferences: [owner],
  };
}

/** The agent's program, the same for every pod of the run. */
export function agentConfigMap(
  source: string,
  owner: V1OwnerReference,
  settings: WorkloadSettings,
): V1ConfigMap {
  const { agent: name } = objectNames(settings.runId);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata({ name, component: 'agent', owner }, settings),
    data: { 'agent.mjs': source },
  };
}

/** What one pod is told to do. */
export function planConfigMap(
  plan: { readonly name: string; readonly content: AgentPlan },
  owner: V1OwnerReference,
  settings: WorkloadSettings,
): V1ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata({ name: plan.name, component: 'plan', owner }, settings),
    data: { 'plan.json': JSON.stringify(plan.content) },
  };
}

/** The run's 128-bit key, by which probers and responders know each other. */
export function keySecret(key: Uint8Array, owner: V1OwnerReference, settings: WorkloadSettings): V1Secret {
  const { key: name } = objectNames(settings.runId);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata({ name, component: 'key', owner }, settings),
    type: 'Opaque',
    data: { key: Buffer.from(key).toString('base64') },
  };
}

/** The Service in front of a stand-in: of the type in question, with the traffic policy that Liqo's own has (none). */
export function standInService(
  request: StandInRequest,
  owner: V1OwnerReference,
  settings: WorkloadSettings,
): V1Service {
  const protocol = request.service === 'gateway' ? 'UDP' : 'TCP';
  const name = objectNames(settings.runId).standIn(request);
  const { annotations, ...rest } = metadata({ name, component: 'stand-in', owner }, settings);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...rest, annotations: { ...annotations, ...request.annotations } },
    spec: {
      type: request.exposure,
      selector: responderSelector(settings.runId),
      ports: [
        {
          name: request.service,
          protocol,
          port: request.port,
          targetPort: responderPort,
          ...(request.nodePort !== undefined && { nodePort: request.nodePort }),
        },
      ],
    },
  };
}

/**
 * A NodePort Service that keeps the sender's address, which tells whether the peer's packets pass a NAT. Its second port
 * leads to the same responder: a sender that is seen as another there passes a NAT that looks at the destination's port.
 * It leads there by another port of the pod. By the same one, two flows from one socket would look alike behind
 * kube-proxy, and Linux would change the source port of the second (nf_nat_used_tuple) as a NAT on the way does.
 */
export function sourceService(owner: V1OwnerReference, settings: WorkloadSettings): V1Service {
  const name = objectNames(settings.runId).source;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata({ name, component: 'source', owner }, settings),
    spec: {
      type: 'NodePort',
      externalTrafficPolicy: 'Local',
      selector: responderSelector(settings.runId),
      ports: [
        { name: 'source', protocol: 'UDP', port: 10_513, targetPort: responderPort },
        { name: 'source-2', protocol: 'UDP', port: 10_514, targetPort: secondResponderPort },
      ],
    },
  };
}

function responderSelector(runId: string): Record<string, string> {
  return { 'app.kubernetes.io/instance': runId, 'app.kubernetes.io/component': 'responder' };
}
