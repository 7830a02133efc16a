import type { V1Namespace } from '@kubernetes/client-node';
import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';

import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { Result } from '../model/result.js';

/**
 * Runs that use a namespace which liqo-doctor made claim it by an annotation each, so that the first of them to end does
 * not take the namespace away from the others. A claim ends by itself with its run's deadline.
 */
const prefix = 'liqo-doctor/run-';

/** The annotation by which a run claims its namespace until then. */
export function claim(runId: string, untilMs: number): Record<string, string> {
  return { [prefix + runId]: new Date(untilMs).toISOString() };
}

/** Whether another run claims the namespace at that time. */
export function isClaimedByOthers(
  { metadata }: V1Namespace,
  { runId, nowMs }: { readonly runId: string; readonly nowMs: number },
): boolean {
  return Object.entries(metadata?.annotations ?? {}).some(
    ([key, until]) => key.startsWith(prefix) && key !== prefix + runId && Date.parse(until) > nowMs,
  );
}

/** Adds annotations to a namespace, and takes those away whose value is `null`. */
export function annotateNamespace(
  connection: ClusterConnection,
  name: string,
  annotations: Readonly<Record<string, string | null>>,
): Promise<Result<V1Namespace, ApiFailure>> {
  return connection.call({ verb: 'patch', resource: 'namespaces', namespace: name }, () =>
    connection.core.patchNamespace(
      { name, body: { metadata: { annotations } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    ),
  );
}

/** What takes a run's claim away. */
export function withdrawn(runId: string): Record<string, null> {
  return { [prefix + runId]: null };
}
