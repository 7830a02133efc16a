import type {
  V1Job,
  V1NodeSelectorRequirement,
  V1OwnerReference,
  V1PodSpec,
  V1Volume,
} from '@kubernetes/client-node';

import { meshAnnotations, runLabels } from './run-labels.js';
import type { WorkloadSettings } from './workload-settings.js';

/** UDP and TCP port that a responder pod listens on. */
export const responderPort = 10_512;

/** Another UDP port that it answers on, so that one sender can address it in two ways. */
export const secondResponderPort = 10_513;

/** One Job that runs the agent. */
export interface AgentJob {
  readonly name: string;
  readonly role: 'responder' | 'prober';
  /** ConfigMap with `agent.mjs`. */
  readonly agentConfigMap: string;
  /** ConfigMap with `plan.json`. */
  readonly planConfigMap: string;
  /** Secret with the run's `key`. */
  readonly keySecret: string;
  /** The responder Job, which owns the rest of the run; absent for the responder itself. */
  readonly owner?: V1OwnerReference | undefined;
  readonly placement?: Placement | undefined;
}

/** Where a pod runs, when that is not left to the scheduler. */
export interface Placement {
  /** Name of the node. */
  readonly node?: string | undefined;
  /** In the node's own network rather than in that of the pods. */
  readonly hostNetwork?: boolean | undefined;
}

/** Seconds that the server keeps a finished Job, so that its log can be read. */
const secondsAfterFinished = 60;

/** The Job: restricted by the Pod Security Standard of that name, without service-account token, ended by the server. */
export function agentJob(job: AgentJob, settings: WorkloadSettings): V1Job {
  const labels = { ...settings.labels, ...runLabels(settings.runId, job.role) };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: job.name,
      namespace: settings.namespace,
      labels,
      annotations: { ...settings.annotations },
      ...(job.owner && { ownerReferences: [job.owner] }),
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: settings.activeDeadlineSeconds,
      ttlSecondsAfterFinished: secondsAfterFinished,
      template: {
        metadata: { labels, annotations: { ...meshAnnotations, ...settings.annotations } },
        spec: agentPod(job, settings),
      },
    },
  };
}

/** The pod of an agent: restricted in every respect but the network of its node, where the placement asks for that. */
export function agentPod(job: AgentJob, settings: WorkloadSettings): V1PodSpec {
  const { node, hostNetwork } = job.placement ?? {};
  return {
    ...(hostNetwork === true && { hostNetwork }),
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 5,
    ...(settings.imagePullSecret !== undefined && { imagePullSecrets: [{ name: settings.imagePullSecret }] }),
    securityContext: {
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
      ...(settings.runAsUser !== undefined && {
        runAsUser: settings.runAsUser,
        runAsGroup: settings.runAsUser,
      }),
    },
    ...tolerationsOf(settings),
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: realLinuxNodes,
              // By its name, which is unique, and not by the label kubernetes.io/hostname, which need not be.
              ...(node !== undefined && {
                matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }],
              }),
            },
          ],
        },
      },
    },
    containers: [
      {
        name: 'agent',
        image: settings.image,
        imagePullPolicy: 'IfNotPresent',
        command: ['node', '/liqo-doctor/agent/agent.mjs'],
        args: ['--plan', '/liqo-doctor/plan/plan.json', '--key', '/liqo-doctor/key/key'],
        env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        ports:
          job.role === 'responder'
            ? [
                { name: 'datagrams', containerPort: responderPort, protocol: 'UDP' },
                { name: 'datagrams-2', containerPort: secondResponderPort, protocol: 'UDP' },
                { name: 'streams', containerPort: responderPort, protocol: 'TCP' },
              ]
            : [],
        resources: settings.asksForItsLimits === true ? evenResources : smallResources,
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        terminationMessagePolicy: 'File',
        volumeMounts: volumes(job).map(({ name }) => ({
          name,
          mountPath: `/liqo-doctor/${name}`,
          readOnly: true,
        })),
      },
    ],
    volumes: volumes(job),
  };
}

/** Little asked for, so that a full node still takes the pod. */
const smallResources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } };

/** Within what LimitRanges usually set: a least amount, and a bound on how far limits exceed requests. */
const evenResources = {
  requests: { cpu: '250m', memory: '128Mi' },
  limits: { cpu: '250m', memory: '128Mi' },
};

/** None where none is named, so that a policy that fills them in may. */
function tolerationsOf({ tolerations = [] }: WorkloadSettings): Pick<V1PodSpec, 'tolerations'> {
  if (tolerations.length === 0) return {};
  return {
    tolerations: tolerations.map(({ key, value, effect }) => ({
      key,
      ...(value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }),
      ...(effect !== undefined && { effect }),
    })),
  };
}

function volumes(job: AgentJob): V1Volume[] {
  return [
    { name: 'agent', configMap: { name: job.agentConfigMap } },
    { name: 'plan', configMap: { name: job.planConfigMap } },
    { name: 'key', secret: { secretName: job.keySecret } },
  ];
}

/**
 * A pod on one of Liqo's virtual nodes would run in another cluster, and one on a serverless node in no cluster's
 * network: both would see another path than Liqo's own pods.
 */
const realLinuxNodes: V1NodeSelectorRequirement[] = [
  { key: 'liqo.io/type', operator: 'NotIn', values: ['virtual-node'] },
  { key: 'type', operator: 'NotIn', values: ['virtual-kubelet'] },
  { key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate'] },
  { key: 'kubernetes.io/os', operator: 'NotIn', values: ['windows'] },
];
