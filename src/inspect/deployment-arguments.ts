import type { Deployment } from './kubernetes-objects.js';

/**
 * The value of an argument of a Deployment's containers, `''` for one without value; `undefined` when it is not given.
 *
 * Of an argument given twice the last one counts, as Go's flag parsers have it.
 */
export function argumentOf(deployment: Deployment, name: string): string | undefined {
  let value: string | undefined;
  for (const { args } of deployment.spec.template.spec.containers) {
    for (const [index, argument] of (args ?? []).entries()) {
      if (argument.startsWith(`${name}=`)) value = argument.slice(name.length + 1);
      else if (argument === name) {
        const next = args?.[index + 1];
        value = next === undefined || next.startsWith('-') ? '' : next;
      }
    }
  }
  return value;
}

/** Whether a boolean argument of a Deployment's containers is set. */
export function isArgumentSet(deployment: Deployment, name: string): boolean {
  const value = argumentOf(deployment, name);
  return value !== undefined && !['false', '0', 'f', 'F', 'FALSE', 'False'].includes(value);
}

/** A component of Liqo, by the label that every release puts on it (deployments/liqo/templates/_helpers.tpl). */
export function findComponent<T extends { readonly metadata: Deployment['metadata'] }>(
  objects: readonly T[],
  component: string,
): T | undefined {
  return (
    objects.find(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === component) ??
    objects.find(({ metadata }) => metadata.name === `liqo-${component}`)
  );
}
