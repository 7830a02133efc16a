import * as z from 'zod/mini';

import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import { clusterFlags, flag, outputFlag, probeFlags, reportFlags, text } from './check-flags.js';
import type { ClusterOptions } from './check-options.js';
import { defaultLiqoNamespace, defaultProbeNamespace } from '../check/setting-defaults.js';
import { choiceOption, namespaceOption, switchOption, textOption } from './option-schemas.js';
import { parseWith } from './parse-options.js';

const { remote, kubeconfig, context } = clusterFlags;

/** Every flag of `cleanup`. */
export const cleanupFlags = {
  kubeconfig: { ...kubeconfig, describe: 'kubeconfig of the cluster (default: as kubectl)' },
  context: { ...context, describe: 'context of the cluster' },
  remote: { ...remote, describe: 'kubeconfig of another cluster to clean up' },
  'remote-context': { ...clusterFlags['remote-context'], describe: 'context of another cluster to clean up' },
  'probe-namespace': {
    ...probeFlags['probe-namespace'],
    group: 'What to remove:',
    describe: 'a namespace to look into beside those that can be found (default: liqo-doctor)',
  },
  run: {
    ...text,
    group: 'What to remove:',
    describe: 'this run and nothing else, even if it may still be under way',
  },
  all: { ...flag, group: 'What to remove:', describe: 'also runs that may still be under way, of anybody' },
  'dry-run': { ...flag, group: 'What to remove:', describe: 'say what would be removed; remove nothing' },
  output: outputFlag,
  'output-file': reportFlags['output-file'],
} as const;

/** What `cleanup` was called with. */
export interface CleanupOptions {
  readonly local: ClusterOptions;
  /** Absent where no other cluster was named. */
  readonly remote?: ClusterOptions | undefined;
  readonly probeNamespace: string;
  readonly runId?: string | undefined;
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly report: {
    readonly format: 'text' | 'json';
    readonly outputFile?: string | undefined;
    readonly verbose: false;
  };
}

const cleanupOptionsSchema = z.object({
  kubeconfig: textOption,
  context: textOption,
  remote: textOption,
  remoteContext: textOption,
  probeNamespace: namespaceOption,
  run: textOption,
  all: switchOption,
  dryRun: switchOption,
  output: choiceOption(['text', 'json']),
  outputFile: textOption,
});

/** Options from parsed arguments; fails with one line that names the flag. */
export function toCleanupOptions(given: Readonly<Record<string, unknown>>): Result<CleanupOptions, string> {
  const parsed = parseWith(cleanupOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const raw = parsed.value;
  if (raw.run !== undefined && raw.all) return failure('--run names one run, and --all means every run');
  // It becomes part of a label selector.
  if (raw.run !== undefined && !/^[a-z0-9]{1,63}$/u.test(raw.run)) {
    return failure(`--run ${raw.run}: must be the ID of a run, such as 3f9a1b2c`);
  }
  const isRemoteNamed = raw.remote !== undefined || raw.remoteContext !== undefined;
  return success({
    local: { kubeconfig: raw.kubeconfig, context: raw.context, liqoNamespace: defaultLiqoNamespace },
    ...(isRemoteNamed && {
      remote: {
        kubeconfig: raw.remote ?? raw.kubeconfig,
        context: raw.remoteContext,
        liqoNamespace: defaultLiqoNamespace,
      },
    }),
    probeNamespace: raw.probeNamespace ?? defaultProbeNamespace,
    runId: raw.run,
    all: raw.all,
    dryRun: raw.dryRun,
    report: { format: raw.output ?? 'text', outputFile: raw.outputFile, verbose: false },
  });
}
