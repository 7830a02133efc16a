import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import type { ClusterRun } from './cluster-run.js';
import { pause } from './pause.js';
import { runNamespace } from './run-objects.js';

const pollIntervalMs = 500;

/**
 * Makes sure that the run's namespace exists: an existing one is used as it is, an absent one created, and one that is
 * still terminating (after an earlier run) waited for.
 */
export async function ensureNamespace(run: ClusterRun): Promise<Result<undefined, ApiFailure>> {
  const { connection, signal, onProgress } = run;
  const name = run.settings.namespace;
  for (;;) {
    const found = await connection.call({ verb: 'get', resource: 'namespaces' }, () =>
      connection.core.readNamespace({ name }),
    );
    if (found.ok && found.value.status?.phase !== 'Terminating') return success(undefined);
    if (!found.ok && found.failure.code !== 'not-found') return found;
    if (!found.ok) {
      const created = await connection.call({ verb: 'create', resource: 'namespaces' }, () =>
        connection.core.createNamespace({ body: runNamespace(name) }),
      );
      if (created.ok) return success(undefined);
      if (created.failure.code !== 'conflict' || signal.aborted) return created;
    }
    onProgress(`waiting for namespace ${name} of an earlier run to be gone`);
    await pause(pollIntervalMs, signal);
    if (signal.aborted) {
      const target = { verb: 'create', resource: 'namespaces' } as const;
      const message = `namespace ${name} was still terminating`;
      return { ok: false, failure: { code: 'aborted', message, target, server: connection.server } };
    }
  }
}
