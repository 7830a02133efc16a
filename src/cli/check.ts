import { loadBoth } from '../check/check-between.js';
import { runIdFrom } from '../check/run-id.js';
import type { LoadedKubeconfig } from '../kubernetes/kubeconfig.js';
import { proxyEnvironmentOf } from '../model/go-proxy-rules.js';
import type { Side } from '../model/peering.js';
import { sleep } from '../probe/deadline.js';
import { nodeWorld } from '../probe/node-world.js';
import type { Attempt } from './attempt.js';
import type { CheckOptions } from './check-options.js';
import { cleanUpCommand, contextToName } from './failures.js';
import { runBetween } from './run-between.js';
import type { Session } from './session.js';
import { waitUntilReady } from './wait-until-ready.js';

/**
 * `liqo-doctor check`: one run between the clusters of two kubeconfig contexts, or with `--wait` as many as it takes.
 * Gives the exit code.
 */
export async function check(options: CheckOptions, session: Session): Promise<number> {
  for (const notice of options.notices) session.writer.line(`notice: ${notice}`);
  const { waitMs, report, half } = options;
  if (half !== undefined) return (await import('./check-half.js')).checkHalf(half, options, session);
  if (waitMs === undefined) return checkOnce(options, session);
  const limits = { waitMs, failOn: report.failOn, clock: performance, sleep };
  return waitUntilReady((attempt, own) => checkOnce(options, own, attempt), limits, session);
}

/** Kubeconfigs are read for each run anew, so that one that waits for hours has credentials as they are then. */
async function checkOnce(options: CheckOptions, session: Session, attempt?: Attempt): Promise<number> {
  const { writer } = session;
  const loaded = await loadBoth(options, session.shell);
  if (!loaded.ok) return writer.failure({ ...loaded.failure, exitCode: 2 });
  const createsPods = options.probeFrom === 'pods' && !options.dryRun;
  const world = nodeWorld();
  const runId = runIdFrom(world.random(4));
  const cleanUp = createsPods ? [cleanUpOf(options, loaded.value, runId)] : [];
  session.tellHowToCleanUp(cleanUp);
  const exitCode = await runBetween(
    {
      kubeconfigs: loaded.value,
      world,
      proxies: proxyEnvironmentOf(session.shell.env),
      runId,
      listensToLan: true,
      attempt,
    },
    options,
    session,
  );
  if (options.keep && createsPods) {
    for (const line of ['kept what was created, as --keep asks; to remove it:', ...cleanUp])
      writer.line(line);
  }
  return exitCode;
}

function cleanUpOf(
  options: CheckOptions,
  loaded: Readonly<Record<Side, LoadedKubeconfig>>,
  runId: string,
): string {
  const named = (side: Side) => ({
    kubeconfig: options[side].kubeconfig,
    context: contextToName(options[side], loaded[side].contextName),
  });
  return cleanUpCommand({
    runId,
    namespace: options.probeNamespace,
    local: named('local'),
    remote: named('remote'),
  });
}
