import type { KubernetesObject } from '../api/kubernetes-object.js';
import type { ObjectStore } from '../api/object-store.js';
import { now, suffix } from '../api/object-store.js';
import { resources } from '../api/resources.js';

/** Something that a component has to say about an object. */
export interface Occurrence {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Such as `kubelet` or `job-controller`. */
  readonly component: string;
}

/** Records an Event about an object. */
export function recordEvent(store: ObjectStore, about: KubernetesObject, occurrence: Occurrence): void {
  const { type, reason, message, component } = occurrence;
  const { name, namespace, uid, resourceVersion } = about.metadata;
  const object = store.prepare(resources.events, {
    metadata: { name: `${name}.${suffix()}${suffix()}`, namespace: namespace ?? 'default' },
    involvedObject: { kind: about.kind, apiVersion: about.apiVersion, name, namespace, uid, resourceVersion },
    type,
    reason,
    message,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
    firstTimestamp: now(),
    lastTimestamp: now(),
    count: 1,
  });
  store.add(resources.events, object);
}
