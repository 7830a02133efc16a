import type { Lab } from '../../src/lab/start-lab.js';
import type { Side } from '../../src/model/peering.js';
import { sides } from '../../src/model/peering.js';

/** Everything that both clusters hold, as `side kind namespace/name` with the whole object as JSON. */
export type ClusterState = ReadonlyMap<string, string>;

/** Looks at both clusters. Events are left out: no client can take them back, and the server forgets them in an hour. */
export function stateOf({ clusters }: Pick<Lab, 'clusters'>): ClusterState {
  return new Map(
    sides.flatMap((side) =>
      clusters[side].api.store
        .all()
        .filter(({ object }) => object.kind !== 'Event')
        .map(({ resource, object }) => {
          const { namespace = '', name } = object.metadata;
          return [keyOf(side, resource, `${namespace}/${name}`), JSON.stringify(object)] as const;
        }),
    ),
  );
}

function keyOf(side: Side, resource: string, name: string): string {
  return `${side} ${resource} ${name}`;
}

/** What is otherwise than before, one line each; empty when both clusters are as they were, object by object. */
export function differencesBetween(before: ClusterState, after: ClusterState): string[] {
  const gone = [...before.keys()].filter((key) => !after.has(key)).map((key) => `gone: ${key}`);
  const more = [...after.keys()].filter((key) => !before.has(key)).map((key) => `left: ${key}`);
  const changed = [...before].filter(([key, object]) => after.has(key) && after.get(key) !== object);
  return [...gone, ...more, ...changed.map(([key]) => `changed: ${key}`)];
}

/**
 * The differences without those of an empty namespace that carries the program's label: all that a killed run may leave
 * for a while. The ConfigMap in it is the cluster's own, which puts one into every namespace.
 */
export function withoutEmptyNamespace(differences: readonly string[], after: ClusterState): string[] {
  const allowed = sides.flatMap((side) => {
    const namespace = keyOf(side, 'namespaces', '/liqo-doctor');
    const isLabelled =
      after.get(namespace)?.includes('"app.kubernetes.io/managed-by":"liqo-doctor"') === true;
    return isLabelled ? [namespace, keyOf(side, 'configmaps', 'liqo-doctor/kube-root-ca.crt')] : [];
  });
  return differences.filter((line) => !allowed.some((key) => line === `left: ${key}`));
}

/** Looks until the differences are none or the time is over; gives the last ones. */
export async function untilNone(look: () => readonly string[], withinMs: number): Promise<readonly string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const differences = look();
    if (differences.length === 0 || performance.now() > deadline) return differences;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
