import type { V1Namespace } from '@kubernetes/client-node';

import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { ClusterRun } from './cluster-run.js';
import { annotateNamespace, claim } from './namespace-claims.js';
import { pause } from './pause.js';
import { isManaged } from './run-labels.js';
import { runNamespace } from './run-objects.js';
import { isTransient } from './transient.js';

const pollIntervalMs = 500;
/** A server that stumbles so often in a row is not asked again. */
const mostStumbles = 4;

/**
 * Makes sure that the run's namespace exists: an existing one is used as it is, an absent one created, and one that is
 * still terminating (after an earlier run) waited for. One that liqo-doctor made is claimed, so that no other run which
 * ends meanwhile removes it; where that is not permitted, the run goes on without.
 */
export async function ensureNamespace(run: ClusterRun): Promise<Result<undefined, ApiFailure>> {
  const { connection, signal, onProgress } = run;
  const name = run.settings.namespace;
  for (let stumbles = 0; ;) {
    const attempt = await attemptNamespace(run);
    if (attempt === 'ready') return success(undefined);
    if (attempt !== 'terminating') {
      stumbles += 1;
      if (!isTransient(attempt) || stumbles >= mostStumbles || signal.aborted) return failure(attempt);
    } else {
      onProgress(`waiting for namespace ${name} of an earlier run to be gone`);
    }
    await pause(pollIntervalMs, signal);
    if (signal.aborted) {
      const target = { verb: 'create', resource: 'namespaces' } as const;
      const message = `namespace ${name} was still terminating`;
      return { ok: false, failure: { code: 'aborted', message, target, server: connection.server } };
    }
  }
}

type Attempt = 'ready' | 'terminating' | ApiFailure;

async function attemptNamespace(run: ClusterRun): Promise<Attempt> {
  const { connection, settings } = run;
  const name = settings.namespace;
  const found = await connection.call({ verb: 'get', resource: 'namespaces' }, () =>
    connection.core.readNamespace({ name }),
  );
  if (found.ok) return useNamespace(run, found.value);
  if (found.failure.code !== 'not-found') return found.failure;
  const created = await connection.call({ verb: 'create', resource: 'namespaces' }, () =>
    connection.core.createNamespace({ body: runNamespace(name, claimOf(run)) }),
  );
  if (created.ok) return 'ready';
  // Somebody else was faster, or an attempt succeeded whose answer was lost: look again.
  return created.failure.code === 'conflict' ? 'terminating' : created.failure;
}

async function useNamespace(run: ClusterRun, found: V1Namespace): Promise<Attempt> {
  if (isTerminating(found)) return 'terminating';
  if (!isManaged(found)) return 'ready';
  const { connection, settings } = run;
  const claimed = await annotateNamespace(connection, settings.namespace, claimOf(run));
  if (claimed.ok) return isTerminating(claimed.value) ? 'terminating' : 'ready';
  if (claimed.failure.code === 'not-found') return 'terminating';
  return isTransient(claimed.failure) ? claimed.failure : 'ready';
}

function claimOf({ settings, now }: ClusterRun): Record<string, string> {
  return claim(settings.runId, now() + settings.activeDeadlineSeconds * 1000);
}

/** Whether a namespace is being deleted: nothing can be created in it any more. */
export function isTerminating({ metadata, status }: V1Namespace): boolean {
  return metadata?.deletionTimestamp !== undefined || status?.phase === 'Terminating';
}
