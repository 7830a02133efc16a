import { readFile } from 'node:fs/promises';

import { clusterRequest, intentOf, workloadOf } from '../check/check-between.js';
import { runHalf } from '../check/half/run-half.js';
import { loadKubeconfig } from '../kubernetes/kubeconfig.js';
import type { HalfOptions } from './half-options.js';
import type { CheckOptions } from './check-options.js';
import { cleanUpCommand, contextToName } from './failures.js';
import { tellCredentialPlugin } from './credential-plugin-line.js';
import { exchangeFiles } from './half-files.js';
import { runAndReport } from './run-and-report.js';
import { mentionedIn } from './run-between.js';
import { nodeWorld } from '../probe/node-world.js';
import type { Session } from './session.js';

/**
 * `liqo-doctor check --half`: one operator's half of a run, whose other half the operator of the other cluster makes at
 * the same time. Gives the exit code.
 */
export async function checkHalf(half: HalfOptions, options: CheckOptions, session: Session): Promise<number> {
  const { shell, writer } = session;
  const { kubeconfig, context } = options.local;
  const { env, homeDirectory } = shell;
  const loaded = await loadKubeconfig({ path: kubeconfig, context, env, homeDirectory });
  if (!loaded.ok) return writer.failure({ ...loaded.failure, exitCode: 2 });
  tellCredentialPlugin(loaded.value, writer);
  const { contextName } = loaded.value;
  const agentSource = await readFile(new URL('agent.mjs', shell.distribution), 'utf8');
  const cluster = clusterRequest(loaded.value, options.local);
  const isConsumer = half.role === 'consumer';
  const names = isConsumer
    ? { local: contextName, remote: 'the provider' }
    : { local: 'the consumer', remote: contextName };
  const tellHowToCleanUp = (runId: string) => {
    const own = { kubeconfig, context: contextToName(options.local, contextName) };
    session.tellHowToCleanUp([cleanUpCommand({ runId, namespace: options.probeNamespace, local: own })]);
  };
  try {
    return await runAndReport(
      (environment) =>
        runHalf(
          {
            side: isConsumer ? 'local' : 'remote',
            cluster,
            ...(isConsumer && { intent: intentOf(options) }),
            workload: workloadOf(options),
            timeoutMs: options.timeoutMs,
            agentSource,
          },
          {
            ...environment,
            world: nodeWorld(),
            exchange: exchangeFiles(half.files, (text) =>
              environment.onProgress({ stage: 'exchange', text }),
            ),
            onPaired: tellHowToCleanUp,
          },
        ),
      session,
      { names, report: options.report, mentioned: mentionedIn(options) },
    );
  } finally {
    cluster.connection.close();
  }
}
