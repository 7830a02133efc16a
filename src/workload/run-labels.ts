/** The value of `app.kubernetes.io/managed-by` on everything that liqo-doctor creates. */
export const managedBy = 'liqo-doctor';

/** The label whose value is the run's ID, on everything that a run creates but its namespace. */
export const runLabel = 'app.kubernetes.io/instance';

const managedByLabel = 'app.kubernetes.io/managed-by';

/** Selects everything that any run created. */
export const managedSelector = `${managedByLabel}=${managedBy}`;

/** Selects everything that one run created. */
export function runSelector(runId: string): string {
  return `${managedSelector},${runLabel}=${runId}`;
}

/**
 * The recommended labels of an object of this run (Kubernetes documentation, "Recommended Labels"), and the labels that
 * keep service meshes from its pods: a sidecar would answer every connect and keep Jobs running, and the node proxy of
 * Istio's ambient mode answers connects too.
 *
 * SOURCE: Istio docs, "Resource Labels" (`sidecar.istio.io/inject`, `istio.io/dataplane-mode`); Kuma docs, "Kubernetes
 * annotations and labels" (`kuma.io/sidecar-injection`).
 */
export function runLabels(runId: string, component: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'liqo-doctor',
    [runLabel]: runId,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'liqo',
    [managedByLabel]: managedBy,
    'sidecar.istio.io/inject': 'false',
    'istio.io/dataplane-mode': 'none',
    'kuma.io/sidecar-injection': 'disabled',
  };
}

/** Whether liqo-doctor made an object. */
export function isManaged({
  metadata,
}: {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
}): boolean {
  return metadata?.labels?.[managedByLabel] === managedBy;
}

/**
 * The annotations of pods for meshes that heed annotations.
 *
 * SOURCE: Linkerd docs, "Automatic Proxy Injection"; Consul on Kubernetes docs, "Annotations and labels".
 */
export const meshAnnotations = {
  'linkerd.io/inject': 'disabled',
  'consul.hashicorp.com/connect-inject': 'false',
} as const;
