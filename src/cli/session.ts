import type { Interruption } from './interruptions.js';
import type { ResultWriter } from './result-writer.js';
import type { Shell } from './shell.js';

/** What a command works with. */
export interface Session {
  readonly shell: Shell;
  readonly writer: ResultWriter;
  /** Aborts when the command is interrupted. */
  readonly signal: AbortSignal;
  /** What interrupted the command, when something did. */
  readonly interruption: () => Interruption | undefined;
  /** Lines to paste that clean up behind a run that is not allowed to; shown when the process has to end at once. */
  readonly tellHowToCleanUp: (commands: readonly string[]) => void;
}
