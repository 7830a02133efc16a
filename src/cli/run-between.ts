import { readFile } from 'node:fs/promises';

import { checkBetween } from '../check/check-between.js';
import { defaultImage, defaultProbeNamespace } from '../check/setting-defaults.js';
import type { LoadedKubeconfig } from '../kubernetes/kubeconfig.js';
import type { ProxyEnvironment } from '../model/go-proxy-rules.js';
import { type Side, sides } from '../model/peering.js';
import type { World } from '../probe/world.js';
import type { Attempt } from './attempt.js';
import type { CheckOptions } from './check-options.js';
import { tellCredentialPlugin } from './credential-plugin-line.js';
import { runAndReport } from './run-and-report.js';
import type { Session } from './session.js';

/** Two clusters to run between, and the machine that the operator's own probes start from. */
export interface RunTarget {
  readonly kubeconfigs: Readonly<Record<Side, LoadedKubeconfig>>;
  readonly world: World;
  /** The proxies that count for probes from that machine. */
  readonly proxies?: ProxyEnvironment | undefined;
  /** True where that machine may be in the clusters' own LAN. */
  readonly listensToLan?: boolean | undefined;
  /** Which of several runs it is; absent where there is one. */
  readonly attempt?: Attempt | undefined;
  /** The name of the run; one is made up when absent. */
  readonly runId?: string | undefined;
}

/** Connects to both clusters, runs, reports, and disconnects. Gives the exit code. */
export async function runBetween(
  { kubeconfigs, world, proxies, listensToLan, attempt, runId }: RunTarget,
  options: CheckOptions,
  session: Session,
): Promise<number> {
  if (attempt?.isFirst !== false) {
    for (const side of sides) tellCredentialPlugin(kubeconfigs[side], session.writer);
  }
  const agentSource = await readFile(new URL('agent.mjs', session.shell.distribution), 'utf8');
  const run = { kubeconfigs, settings: options, agentSource, runId };
  const names = { local: kubeconfigs.local.contextName, remote: kubeconfigs.remote.contextName };
  return runAndReport(
    (environment) => checkBetween(run, { ...environment, world, proxies, listensToLan }),
    session,
    {
      names,
      report: options.report,
      mentioned: mentionedIn(options),
      save: options.save,
      attempt,
    },
  );
}

/** Names from the command line that a report may repeat. */
export function mentionedIn({ image, imagePullSecret, probeNamespace }: CheckOptions): readonly string[] {
  return [image, imagePullSecret, probeNamespace].filter(
    (name) => name !== undefined && name !== defaultImage && name !== defaultProbeNamespace,
  ) as string[];
}
