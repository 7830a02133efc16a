import type { ClusterRequest } from '../check/check-request.js';
import { runCleanup } from '../check/run-cleanup.js';
import { connect } from '../kubernetes/connect.js';
import type { KubeconfigFailure } from '../kubernetes/kubeconfig-failure.js';
import { loadKubeconfig } from '../kubernetes/kubeconfig.js';
import { type Side, sides } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { cleanupExitCode, renderCleanupJson, renderCleanupText } from '../report/cleanup-text.js';
import type { ClusterOptions } from './check-options.js';
import type { CleanupOptions } from './cleanup-options.js';
import { tellCredentialPlugin } from './credential-plugin-line.js';
import type { Session } from './session.js';

/** `liqo-doctor cleanup`: removes what runs left in one cluster or two. Gives the exit code. */
export async function cleanup(options: CleanupOptions, session: Session): Promise<number> {
  const { writer } = session;
  const clusters: Partial<Record<Side, ClusterRequest>> = {};
  for (const side of sides) {
    const named = options[side];
    if (named === undefined) continue;
    const loaded = await clusterOf(named, session);
    if (!loaded.ok) return writer.failure({ ...loaded.failure, exitCode: 2 });
    clusters[side] = loaded.value;
  }
  const { probeNamespace: namespace, runId, all, dryRun } = options;
  try {
    const cleaned = await runCleanup(
      { clusters, namespace, runId, all, dryRun },
      {
        clock: { wallTime: () => Date.now() },
        onProgress: (side, text) => writer.line(`${clusters[side]?.connection.contextName ?? side}: ${text}`),
      },
    );
    if (!cleaned.ok) return await writer.failure({ ...cleaned.failure, exitCode: 2 });
    const { format } = options.report;
    await writer.result(
      format === 'json' ? renderCleanupJson(cleaned.value) : renderCleanupText(cleaned.value),
    );
    return session.interruption()?.exitCode ?? cleanupExitCode(cleaned.value);
  } finally {
    for (const side of sides) clusters[side]?.connection.close();
  }
}

async function clusterOf(
  { kubeconfig, context, liqoNamespace }: ClusterOptions,
  { shell, writer }: Session,
): Promise<Result<ClusterRequest, KubeconfigFailure>> {
  const { env, homeDirectory } = shell;
  const loaded = await loadKubeconfig({ path: kubeconfig, context, env, homeDirectory });
  if (!loaded.ok) return loaded;
  tellCredentialPlugin(loaded.value, writer);
  return success({ connection: connect(loaded.value), liqoNamespace, kubeconfig, context });
}
