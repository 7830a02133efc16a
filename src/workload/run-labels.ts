/** The value of `app.kubernetes.io/managed-by` on everything that liqo-doctor creates. */
export const managedBy = 'liqo-doctor';

/** Selects everything that any run created. */
export const managedSelector = `app.kubernetes.io/managed-by=${managedBy}`;

/** Selects everything that one run created. */
export function runSelector(runId: string): string {
  return `${managedSelector},app.kubernetes.io/instance=${runId}`;
}

/**
 * The recommended labels of an object of this run (Kubernetes documentation, "Recommended Labels"), and the labels that
 * keep service meshes from adding a sidecar, which would answer every connect and keep Jobs running.
 */
export function runLabels(runId: string, component: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'liqo-doctor',
    'app.kubernetes.io/instance': runId,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'liqo',
    'app.kubernetes.io/managed-by': managedBy,
    'sidecar.istio.io/inject': 'false',
  };
}
