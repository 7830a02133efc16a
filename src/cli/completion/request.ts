/** Two verbs that completion scripts use and nobody types; `--help` does not show them. */
export const verbs = { words: '__complete', bashLine: '__complete-line' };

/** Whether a command line comes from a completion script. */
export function isCompletionRequest([verb]: readonly string[]): boolean {
  return verb === verbs.words || verb === verbs.bashLine;
}
