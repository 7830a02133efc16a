import type { V1Affinity } from '@kubernetes/client-node';
import { expect, test } from 'vitest';

import { agentJob, agentPod, type Placement } from '../../src/workload/agent-job.js';
import type { WorkloadSettings } from '../../src/workload/workload-settings.js';

const settings: WorkloadSettings = {
  runId: '1a2b3c4d',
  namespace: 'liqo-doctor',
  image: 'node:20-slim',
  labels: { team: 'network' },
  annotations: { ticket: '42' },
  runAsUser: 65_532,
  activeDeadlineSeconds: 150,
};

const names = {
  agentConfigMap: 'agent-1a2b3c4d',
  planConfigMap: 'responder-plan-1a2b3c4d',
  keySecret: 'key-1a2b3c4d',
};

const labels = {
  team: 'network',
  'app.kubernetes.io/name': 'liqo-doctor',
  'app.kubernetes.io/instance': '1a2b3c4d',
  'app.kubernetes.io/component': 'responder',
  'app.kubernetes.io/part-of': 'liqo',
  'app.kubernetes.io/managed-by': 'liqo-doctor',
  'sidecar.istio.io/inject': 'false',
  'istio.io/dataplane-mode': 'none',
  'kuma.io/sidecar-injection': 'disabled',
};

test('makes a Job that the restricted Pod Security Standard admits and the server ends by itself', () => {
  expect(agentJob({ name: 'responder-1a2b3c4d', role: 'responder', ...names }, settings)).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'responder-1a2b3c4d',
      namespace: 'liqo-doctor',
      labels,
      annotations: { ticket: '42' },
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: 150,
      ttlSecondsAfterFinished: 60,
      template: {
        metadata: {
          labels,
          annotations: {
            'linkerd.io/inject': 'disabled',
            'consul.hashicorp.com/connect-inject': 'false',
            ticket: '42',
          },
        },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 5,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65_532,
            runAsGroup: 65_532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  {
                    matchExpressions: [
                      { key: 'liqo.io/type', operator: 'NotIn', values: ['virtual-node'] },
                      { key: 'type', operator: 'NotIn', values: ['virtual-kubelet'] },
                      { key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate'] },
                      { key: 'kubernetes.io/os', operator: 'NotIn', values: ['windows'] },
                    ],
                  },
                ],
              },
            },
          },
          containers: [
            {
              name: 'agent',
              image: 'node:20-slim',
              imagePullPolicy: 'IfNotPresent',
              command: ['node', '/liqo-doctor/agent/agent.mjs'],
              args: ['--plan', '/liqo-doctor/plan/plan.json', '--key', '/liqo-doctor/key/key'],
              env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              ports: [
                { name: 'datagrams', containerPort: 10_512, protocol: 'UDP' },
                { name: 'datagrams-2', containerPort: 10_513, protocol: 'UDP' },
                { name: 'streams', containerPort: 10_512, protocol: 'TCP' },
              ],
              resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              terminationMessagePolicy: 'File',
              volumeMounts: [
                { name: 'agent', mountPath: '/liqo-doctor/agent', readOnly: true },
                { name: 'plan', mountPath: '/liqo-doctor/plan', readOnly: true },
                { name: 'key', mountPath: '/liqo-doctor/key', readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: 'agent', configMap: { name: 'agent-1a2b3c4d' } },
            { name: 'plan', configMap: { name: 'responder-plan-1a2b3c4d' } },
            { name: 'key', secret: { secretName: 'key-1a2b3c4d' } },
          ],
        },
      },
    },
  });
});

test('leaves the user to the platform where a fixed one would be refused', () => {
  const openshift = { ...settings, runAsUser: undefined };
  const job = agentJob({ name: 'responder-1a2b3c4d', role: 'responder', ...names }, openshift);
  expect(job.spec?.template.spec?.securityContext).toEqual({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test('makes a prober belong to the responder Job and name its pull secret', () => {
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'responder-1a2b3c4d', uid: '0c9f' };
  const job = agentJob(
    { name: 'prober-1a2b3c4d-1', role: 'prober', ...names, owner },
    { ...settings, imagePullSecret: 'mirror' },
  );
  expect(job.metadata?.ownerReferences).toEqual([owner]);
  expect(job.spec?.template.spec?.imagePullSecrets).toEqual([{ name: 'mirror' }]);
  expect(job.spec?.template.spec?.containers[0]?.ports).toEqual([]);
});

const prober = { name: 'prober-1a2b3c4d-1-2', role: 'prober', ...names } as const;

/** A pod as it travels. */
function podAt(placement: Placement): Record<string, unknown> {
  return Object.fromEntries(Object.entries(agentPod({ ...prober, placement }, settings)));
}

test('pins a prober to a node by its name, beside what keeps it off nodes that are none', () => {
  const terms = (pod: Record<string, unknown>) =>
    (pod['affinity'] as V1Affinity).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms;
  const { affinity, ...rest } = podAt({ node: 'worker-2' });
  const { affinity: plain, ...others } = podAt({});
  expect(rest).toEqual(others);
  expect(terms({ affinity })).toEqual([
    {
      matchExpressions: terms({ affinity: plain })?.[0]?.matchExpressions,
      matchFields: [{ key: 'metadata.name', operator: 'In', values: ['worker-2'] }],
    },
  ]);
  expect(terms({ affinity: plain })?.[0]?.matchExpressions).toHaveLength(4);
});

test('gives a pod the network of its node and nothing else beyond the restricted standard', () => {
  const pinned = podAt({ node: 'worker-1' });
  expect(podAt({ node: 'worker-1', hostNetwork: true })).toEqual({ ...pinned, hostNetwork: true });
  // A port that a container names would be taken from the node.
  expect(pinned['containers']).toEqual([expect.objectContaining({ ports: [] })]);
});

test('asks for all that the pod may use where the settings say so', () => {
  const { containers } = agentPod(
    { name: 'prober-1a2b3c4d-1', role: 'prober', ...names },
    { ...settings, asksForItsLimits: true },
  );
  expect(containers[0]?.resources).toEqual({
    requests: { cpu: '250m', memory: '128Mi' },
    limits: { cpu: '250m', memory: '128Mi' },
  });
});

// Kubernetes docs, "Taints and Tolerations": `Exists` takes no value, and no effect stands for every effect.
test('bears the taints that the settings name, and no others', () => {
  const tolerated = (tolerations: WorkloadSettings['tolerations']) =>
    agentPod({ name: 'prober-1a2b3c4d-1', role: 'prober', ...names }, { ...settings, tolerations })
      .tolerations;
  expect(tolerated(undefined)).toBeUndefined();
  expect(
    tolerated([{ key: 'dedicated' }, { key: 'kubernetes.io/arch', value: 'arm64', effect: 'NoSchedule' }]),
  ).toEqual([
    { key: 'dedicated', operator: 'Exists' },
    { key: 'kubernetes.io/arch', operator: 'Equal', value: 'arm64', effect: 'NoSchedule' },
  ]);
});

// A pod there would run in another cluster, or in no cluster's network: Liqo v1.2.0 pkg/consts/node.go and
// virtual-kubelet's charts for the first two, AWS docs for Fargate.
test('stays off virtual nodes, Fargate and Windows whatever taints it bears, and off no processor', () => {
  const { affinity } = agentPod(
    { name: 'prober-1a2b3c4d-1', role: 'prober', ...names },
    { ...settings, tolerations: [{ key: 'virtual-node.liqo.io/not-allowed' }] },
  );
  const [term] =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  expect(term?.matchExpressions?.map(({ key, operator, values }) => [key, operator, values])).toEqual([
    ['liqo.io/type', 'NotIn', ['virtual-node']],
    ['type', 'NotIn', ['virtual-kubelet']],
    ['eks.amazonaws.com/compute-type', 'NotIn', ['fargate']],
    ['kubernetes.io/os', 'NotIn', ['windows']],
  ]);
});
