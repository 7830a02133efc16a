import { internalFailure } from './failures.js';
import type { Interruption } from './interruptions.js';
import { watchInterruptions } from './interruptions.js';
import type { Invocation } from './invocation.js';
import type { Failure } from './result-writer.js';
import { ResultWriter } from './result-writer.js';
import type { Shell } from './shell.js';

/**
 * Runs a command and gives its exit code. The first interruption lets it end by itself, the second one ends the
 * process; whatever it throws is a bug and is told as one.
 */
export async function runInvocation({ output, run }: Invocation, shell: Shell): Promise<number> {
  const writer = new ResultWriter(shell, output);
  let cleanUp: readonly string[] = [];
  const watch = watchInterruptions(shell.interruptions, {
    onFirst: ({ kind }) => {
      const now = cleanUp.length > 0 ? 'cleaning up' : 'ending';
      if (kind === 'signal') writer.line(`interrupted: ${now}; interrupt again to leave at once`);
    },
    onSecond: (interruption) => {
      leaveAtOnce(interruption, { shell, writer, cleanUp });
    },
  });
  try {
    const exitCode = await run({
      shell,
      writer,
      signal: watch.signal,
      interruption: watch.first,
      tellHowToCleanUp: (commands) => {
        cleanUp = commands;
      },
    });
    const first = watch.first();
    if (first?.kind === 'crash') return await writer.failure(internalFailure(first.error, output.verbose));
    return exitCode;
  } catch (error) {
    return await writer.failure(internalFailure(error, output.verbose));
  } finally {
    watch.dispose();
  }
}

interface Leaving {
  readonly shell: Shell;
  readonly writer: ResultWriter;
  readonly cleanUp: readonly string[];
}

/** The run is not waited for any more: says how to remove what it may have left, and ends the process. */
function leaveAtOnce(interruption: Interruption, { shell, writer, cleanUp }: Leaving): void {
  const { exitCode } = interruption;
  const failure: Failure =
    interruption.kind === 'crash'
      ? internalFailure(interruption.error, false)
      : { code: 'interrupted', message: `interrupted again by ${interruption.name}`, exitCode };
  if (cleanUp.length > 0) writer.line('what the run created may still be there; to remove it:');
  for (const command of cleanUp) writer.line(command);
  void writer.failure(failure).finally(() => {
    shell.exitNow(exitCode);
  });
}
