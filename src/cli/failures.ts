import { inCluster } from '../kubernetes/in-cluster.js';
import type { ClusterOptions } from './check-options.js';
import type { Leftover } from '../check/check-request.js';
import type { Side } from '../model/peering.js';
import { defaultProbeNamespace } from '../check/setting-defaults.js';
import type { Failure } from './result-writer.js';

/** A command line that cannot be followed. */
export function usageFailure(message: string, command?: string): Failure {
  const help = command === undefined ? 'liqo-doctor --help' : `liqo-doctor ${command} --help`;
  return { code: 'usage', message: `${message} (see ${help})`, exitCode: 2 };
}

/** An exception that nothing accounts for, with its stack when `isVerbose`. */
export function internalFailure(error: unknown, isVerbose: boolean): Failure {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [];
  return {
    code: 'internal',
    message: `${said} (this is a bug in liqo-doctor, please report it)`,
    details: isVerbose ? stack : undefined,
    exitCode: 1,
  };
}

/** What to clean up by hand after a run that was not allowed to do it itself. */
export interface CleanUpTarget {
  readonly runId: string;
  readonly namespace: string;
  readonly local: { readonly kubeconfig?: string | undefined; readonly context?: string | undefined };
  /** Absent where the run works in one cluster alone. */
  readonly remote?:
    { readonly kubeconfig?: string | undefined; readonly context?: string | undefined } | undefined;
}

/** The context to name in a line: none where the credentials of the pod are used, which are no context. */
export function contextToName(
  { kubeconfig, context }: Pick<ClusterOptions, 'kubeconfig' | 'context'>,
  contextName: string,
): string | undefined {
  const isGiven = kubeconfig !== undefined || context !== undefined;
  return contextName === inCluster && !isGiven ? undefined : contextName;
}

/** The line that removes what this run left, and nothing of any other run. */
export function cleanUpCommand({ runId, namespace, local, remote }: CleanUpTarget): string {
  const flags = [
    ['run', runId],
    ['probe-namespace', namespace === defaultProbeNamespace ? undefined : namespace],
    ['kubeconfig', local.kubeconfig],
    ['context', local.context],
    ['remote', remote?.kubeconfig],
    ['remote-context', remote?.context],
  ] as const;
  const given = flags.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag} ${quoted(value)}`]));
  return ['liqo-doctor cleanup', ...given].join(' ');
}

/** One line per object that was still there. */
export function leftoverLines(
  leftovers: readonly Leftover[],
  names: Readonly<Record<Side, string>>,
): string[] {
  return leftovers.map(({ side, object, reason }) => `left in ${names[side]}: ${object} (${reason})`);
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
