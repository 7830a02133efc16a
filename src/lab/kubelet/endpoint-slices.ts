import type { KubernetesObject } from '../api/kubernetes-object.js';
import { listAt, valueAt } from '../api/kubernetes-object.js';
import type { ObjectChange, ObjectStore } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import { serviceNameLabel, serviceSchema } from './service-objects.js';

/** Keeps one EndpointSlice and one Endpoints object for every Service with a selector, as the pods come and go. */
export function startEndpointSliceController(store: ObjectStore): () => void {
  return store.onChange(({ type, resource, object }: ObjectChange) => {
    if (resource === resources.services && type !== 'DELETED') publish(store, object);
    if (resource !== resources.pods) return;
    for (const service of store.list(resources.services, object.metadata.namespace)) publish(store, service);
  });
}

function publish(store: ObjectStore, service: KubernetesObject): void {
  const { spec } = serviceSchema.parse(service);
  if (!spec.selector || service.metadata.deletionTimestamp !== undefined) return;
  const wanted = Object.entries(spec.selector);
  const pods = store
    .list(resources.pods, service.metadata.namespace)
    .filter((pod) => wanted.every(([key, value]) => pod.metadata.labels?.[key] === value))
    .filter((pod) => typeof valueAt(pod, 'status', 'podIP') === 'string' && !hasEnded(pod));
  put(store, {
    resource: resources.endpointSlices,
    service,
    content: { addressType: 'IPv4', endpoints: pods.map(endpointOf), ports: portsOf(spec.ports, pods) },
  });
  const addresses = pods.filter(isReady).map((pod) => ({
    ip: valueAt(pod, 'status', 'podIP'),
    nodeName: valueAt(pod, 'spec', 'nodeName'),
  }));
  const subsets = addresses.length > 0 ? [{ addresses, ports: portsOf(spec.ports, pods) }] : [];
  put(store, { resource: resources.endpoints, service, content: { subsets } });
}

type Port = ReturnType<typeof serviceSchema.parse>['spec']['ports'][number];

/** A named target port is the container port of that name. */
function portsOf(ports: readonly Port[], pods: readonly KubernetesObject[]): readonly object[] {
  return ports.flatMap(({ name = '', protocol, port, targetPort = port }) => {
    const number = typeof targetPort === 'number' ? targetPort : containerPort(pods, targetPort);
    return number === undefined ? [] : [{ name, protocol, port: number }];
  });
}

function containerPort(pods: readonly KubernetesObject[], name: string): number | undefined {
  const containers = pods.flatMap((pod) => listAt(pod, 'spec', 'containers'));
  const found = containers
    .flatMap((container) => listAt(container, 'ports'))
    .find((port) => valueAt(port, 'name') === name);
  const number = valueAt(found, 'containerPort');
  return typeof number === 'number' ? number : undefined;
}

function endpointOf(pod: KubernetesObject): object {
  const ready = isReady(pod);
  const { name, namespace, uid } = pod.metadata;
  return {
    addresses: [valueAt(pod, 'status', 'podIP')],
    conditions: { ready, serving: ready, terminating: pod.metadata.deletionTimestamp !== undefined },
    nodeName: valueAt(pod, 'spec', 'nodeName'),
    targetRef: { kind: 'Pod', name, namespace, uid },
  };
}

function isReady(pod: KubernetesObject): boolean {
  const ready = listAt(pod, 'status', 'conditions').find((one) => valueAt(one, 'type') === 'Ready');
  return valueAt(ready, 'status') === 'True' && pod.metadata.deletionTimestamp === undefined;
}

function hasEnded(pod: KubernetesObject): boolean {
  const phase = valueAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

interface Publication {
  readonly resource: typeof resources.endpointSlices;
  readonly service: KubernetesObject;
  readonly content: Record<string, unknown>;
}

function put(store: ObjectStore, { resource, service, content }: Publication): void {
  const { name, namespace = '', uid, labels = {} } = service.metadata;
  const existing = store
    .list(resource, namespace)
    .find(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid) === true);
  if (existing) {
    const changed = { ...existing, ...content };
    if (JSON.stringify(changed) !== JSON.stringify(existing)) store.replace(resource, changed);
    return;
  }
  const isSlice = resource === resources.endpointSlices;
  const draft = store.prepare(resource, {
    metadata: {
      ...(isSlice ? { generateName: `${name}-` } : { name }),
      namespace,
      labels: { ...labels, ...(isSlice && { [serviceNameLabel]: name }) },
      // The real Endpoints controller sets no owner but deletes with the Service all the same.
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true }],
    },
    ...content,
  });
  store.add(resource, draft);
}
