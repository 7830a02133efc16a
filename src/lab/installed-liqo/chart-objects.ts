import type { ClusterApi } from '../api/cluster-api.js';
import type { KubernetesObject } from '../api/kubernetes-object.js';
import { resources } from '../api/resources.js';
import { seed } from '../cluster/seed.js';

/** The namespace that the chart is installed in by default. */
export const liqoNamespace = 'liqo';

/** Labels that the chart's helper puts on everything (templates/_helpers.tpl). */
export function chartLabels(name: string, component: string, version: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': `liqo-${name}`,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'liqo',
    'app.kubernetes.io/version': version,
    'app.kubernetes.io/managed-by': 'Helm',
    'helm.sh/chart': `liqo-${version}`,
  };
}

/** What `liqoctl install eks` adds to the arguments of the program that gives identities; the keys are in a Secret. */
export const awsArguments: readonly string[] = [
  '--aws-access-key-id=$(AWS_ACCESS_KEY_ID)',
  '--aws-secret-access-key=$(AWS_SECRET_ACCESS_KEY)',
  '--aws-region=eu-west-1',
  '--aws-cluster-name=liqo',
];

/** A Deployment or DaemonSet of the chart. */
export interface ChartProgram {
  readonly name: string;
  readonly component: string;
  readonly version: string;
  readonly args: readonly string[];
  /** Labels of its pods besides the chart's own. */
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly hostNetwork?: boolean;
  readonly daemonSet?: boolean;
  /** Ports of its container. */
  readonly ports?: readonly object[];
}

function podTemplate({ name, component, version, args, podLabels, hostNetwork, ports }: ChartProgram) {
  const image = `ghcr.io/liqotech/${imageName(name)}:${version}`;
  const container = { name, image, args, ...(ports && { ports }) };
  return {
    metadata: { labels: { ...chartLabels(name, component, version), ...podLabels } },
    spec: { containers: [container], ...(hostNetwork === true && { hostNetwork }) },
  };
}

function imageName(name: string): string {
  return name === 'gateway' || name === 'network-manager' ? 'liqonet' : `liqo-${name}`;
}

/** Creates a program of the chart, ready; its pods are not made. */
export function seedProgram(api: ClusterApi, program: ChartProgram): KubernetesObject {
  const { name, component, version, daemonSet } = program;
  const nodes = api.store.list(resources.nodes).length;
  return seed(api, daemonSet === true ? resources.daemonSets : resources.deployments, {
    metadata: {
      name: `liqo-${name}`,
      namespace: liqoNamespace,
      labels: chartLabels(name, component, version),
    },
    spec: {
      ...(daemonSet !== true && { replicas: 1 }),
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      template: podTemplate(program),
    },
    status:
      daemonSet === true
        ? { desiredNumberScheduled: nodes, numberReady: nodes, currentNumberScheduled: nodes }
        : { replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1 },
  });
}

/** What differs between the releases' liqo-proxy. */
export interface ChartProxy extends Pick<ChartProgram, 'version' | 'args'> {
  /** The name of its Service's port; absent where the chart gives it none. */
  readonly portName?: string;
}

/** Creates liqo-proxy with its Service. */
export function seedProxy(api: ClusterApi, { version, args, portName }: ChartProxy): void {
  seedProgram(api, { name: 'proxy', component: 'proxy', version, args });
  seed(api, resources.services, {
    metadata: {
      name: 'liqo-proxy',
      namespace: liqoNamespace,
      labels: chartLabels('proxy', 'proxy', version),
    },
    spec: {
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': 'proxy' },
      ports: [
        { ...(portName !== undefined && { name: portName }), protocol: 'TCP', port: 8118, targetPort: 8118 },
      ],
    },
  });
}

/** Creates a running pod of a program, with the address that it has on the virtual network. */
export function seedPod(
  api: ClusterApi,
  program: ChartProgram,
  place: { readonly node: string; readonly address: string },
): KubernetesObject {
  const { metadata, spec } = podTemplate(program);
  return seed(api, resources.pods, {
    metadata: { ...metadata, generateName: `liqo-${program.name}-`, namespace: liqoNamespace },
    spec: { ...spec, nodeName: place.node },
    status: {
      phase: 'Running',
      podIP: place.address,
      podIPs: [{ ip: place.address }],
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Initialized', status: 'True' },
        { type: 'ContainersReady', status: 'True' },
        { type: 'Ready', status: 'True' },
      ],
      containerStatuses: [{ name: program.name, ready: true, restartCount: 0, state: { running: {} } }],
    },
  });
}
