import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import process from 'node:process';

import { checkBetween, loadBoth } from '../check/check-between.js';
import { settingsOf } from '../check/check-settings.js';
import { writeSavedRun } from '../judge/saved/saved-run-document.js';
import { credentialPluginWords } from '../kubernetes/credential-plugin.js';
import { proxyEnvironmentOf } from '../model/go-proxy-rules.js';
import { sides } from '../model/peering.js';
import { nodeWorld } from '../probe/node-world.js';
import { listenTo } from './caller.js';
import type { CheckOptions } from './check-options.js';
import type { CheckFailure, CheckResult } from './check-result.js';
import { readOptions } from './read-options.js';

/**
 * One run for a program that called for it, as `liqo-doctor check` makes it. The agent lies in `distribution`.
 *
 * Throws nothing but what a callback of the caller threw, after cleaning up.
 */
export async function runForProgram(given: unknown, distribution: URL): Promise<CheckResult> {
  const options = readOptions(given);
  if (!options.ok) return couldNotStart({ code: 'usage', message: options.failure });
  const caller = listenTo(options.value);
  try {
    const result = await runBetween(options.value, distribution, caller);
    caller.rethrow();
    return result;
  } finally {
    caller.leave();
  }
}

type Caller = ReturnType<typeof listenTo>;

async function runBetween(options: CheckOptions, distribution: URL, caller: Caller): Promise<CheckResult> {
  const { signal, onProgress, onReport } = caller;
  if (signal.aborted) return { kind: 'interrupted', leftovers: [] };
  const settings = settingsOf(options);
  const loaded = await loadBoth(settings, { env: process.env, homeDirectory: homedir() });
  if (!loaded.ok) return couldNotStart(loaded.failure);
  const kubeconfigs = loaded.value;
  for (const side of sides) {
    const words = credentialPluginWords(kubeconfigs[side]);
    if (words !== undefined) onProgress({ stage: 'inspect', side, text: words });
  }
  const agentSource = await readFile(new URL('agent.mjs', distribution), 'utf8');
  let savedRun = '';
  const outcome = await checkBetween(
    { kubeconfigs, settings, agentSource },
    {
      world: nodeWorld(),
      proxies: proxyEnvironmentOf(process.env),
      listensToLan: true,
      onProgress,
      onJudged: (run) => (savedRun = writeSavedRun(run)),
      onReport,
      signal,
    },
  );
  switch (outcome.kind) {
    case 'report':
      return { ...outcome, savedRun };
    case 'could-not-start':
      return couldNotStart(outcome.failure);
    case 'interrupted':
      return outcome;
    case 'dry-run':
      throw new Error('nobody asked for a dry run');
  }
}

function couldNotStart(failure: CheckFailure): CheckResult {
  return { kind: 'could-not-start', failure };
}
