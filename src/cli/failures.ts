import type { Leftover } from '../check/check-request.js';
import type { Side } from '../model/peering.js';
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

/** What to run by hand when a run was not allowed to clean up behind itself in one cluster. */
export interface CleanUpTarget {
  readonly kubeconfig?: string | undefined;
  readonly context: string;
  readonly namespace: string;
}

/** The lines that remove what a run left in a cluster: its Jobs own the rest, and a namespace it made is labelled. */
export function cleanUpCommands(target: CleanUpTarget): string[] {
  const kubeconfig = target.kubeconfig === undefined ? '' : ` --kubeconfig ${quoted(target.kubeconfig)}`;
  const where = `${kubeconfig} --context ${quoted(target.context)}`;
  const selector = '-l app.kubernetes.io/managed-by=liqo-doctor';
  return [
    `kubectl${where} delete jobs,services,configmaps,secrets -n ${target.namespace} ${selector}`,
    `kubectl${where} delete namespaces ${selector}`,
  ];
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
