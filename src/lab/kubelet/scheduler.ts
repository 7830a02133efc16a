import type { KubernetesObject } from '../api/kubernetes-object.js';
import { isJsonObject, listAt, valueAt } from '../api/kubernetes-object.js';
import type { ObjectStore } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import type { NodeRequirement, PodSpec } from './pod-spec.js';

/** The node that a pod goes to, or the scheduler's words for there being none. */
export type Placement =
  { readonly ok: true; readonly node: string } | { readonly ok: false; readonly message: string };

/** Chooses a ready node that the pod's selector, affinity and tolerations allow: the one with the fewest pods. */
export function schedule(store: ObjectStore, spec: PodSpec): Placement {
  const nodes = store.list(resources.nodes);
  const fitting = nodes.filter((node) => isReady(node) && toleratesTaints(node, spec) && fits(node, spec));
  const pods = store.list(resources.pods);
  const load = (node: KubernetesObject) =>
    pods.filter((pod) => valueAt(pod, 'spec', 'nodeName') === node.metadata.name).length;
  const [best] = fitting.toSorted((a, b) => load(a) - load(b));
  if (best) return { ok: true, node: best.metadata.name };
  const message = `0/${nodes.length} nodes are available: ${nodes.length} node(s) didn't match Pod's node affinity/selector.`;
  return { ok: false, message };
}

function isReady(node: KubernetesObject): boolean {
  const ready = listAt(node, 'status', 'conditions').find((one) => valueAt(one, 'type') === 'Ready');
  return valueAt(ready, 'status') === 'True' && valueAt(node, 'spec', 'unschedulable') !== true;
}

function toleratesTaints(node: KubernetesObject, { tolerations }: PodSpec): boolean {
  return listAt(node, 'spec', 'taints')
    .filter(isJsonObject)
    .every((taint) => tolerations.some(({ key }) => key === undefined || key === taint['key']));
}

function fits(node: KubernetesObject, spec: PodSpec): boolean {
  const labels = node.metadata.labels ?? {};
  if (spec.nodeName !== undefined) return node.metadata.name === spec.nodeName;
  if (Object.entries(spec.nodeSelector).some(([key, value]) => labels[key] !== value)) return false;
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  // `metadata.name` is the only field that a term may match.
  const fields = { 'metadata.name': node.metadata.name };
  return (
    terms?.some(
      ({ matchExpressions, matchFields }) =>
        matchExpressions.every((one) => matches(labels, one)) &&
        matchFields.every((one) => matches(fields, one)),
    ) ?? true
  );
}

function matches(labels: Readonly<Record<string, string>>, requirement: NodeRequirement): boolean {
  const value = labels[requirement.key];
  const isListed = value !== undefined && requirement.values.includes(value);
  switch (requirement.operator) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
