import type { KubernetesObject } from './kubernetes-object.js';
import { valueAt } from './kubernetes-object.js';

/** Whether an object passes a list's `labelSelector` and `fieldSelector`. */
export function matchesSelectors(object: KubernetesObject, query: URLSearchParams): boolean {
  const labels = object.metadata.labels ?? {};
  const byLabel = requirements(query.get('labelSelector')).every((one) => matchesLabel(labels, one));
  return byLabel && requirements(query.get('fieldSelector')).every((one) => matchesField(object, one));
}

/** Splits at commas outside of parentheses. */
function requirements(selector: string | null): readonly string[] {
  return (selector ?? '')
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** One requirement of a label selector (Kubernetes docs, "Labels and Selectors"). */
function matchesLabel(labels: Readonly<Record<string, string>>, requirement: string): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const value = labels[key];
    const isIn =
      value !== undefined &&
      list
        .split(',')
        .map((one) => one.trim())
        .includes(value);
    return operator === 'in' ? isIn : !isIn;
  }
  const equality = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(requirement);
  if (equality) {
    const [, key = '', operator, value] = equality;
    return operator === '!=' ? labels[key] !== value : labels[key] === value;
  }
  return requirement.startsWith('!') ? !(requirement.slice(1).trim() in labels) : requirement in labels;
}

/** `path=value` or `path!=value`; an absent field equals the empty string. */
function matchesField(object: KubernetesObject, requirement: string): boolean {
  const [, path = '', operator, value] = /^([^=!]+)(==|=|!=)(.*)$/.exec(requirement) ?? [];
  const found = valueAt(object, ...path.split('.'));
  const isEqual = (typeof found === 'string' ? found : '') === value;
  return operator === '!=' ? !isEqual : isEqual;
}
