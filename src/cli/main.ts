import { homedir } from 'node:os';
import process from 'node:process';

import { parseCommandLine } from './command-line.js';
import { isCompletionRequest } from './completion/request.js';
import { internalFailure, usageFailure } from './failures.js';
import { toInvocation } from './invocation.js';
import { requestedFormat } from './report-formats.js';
import { ResultWriter, tolerateClosedReaders } from './result-writer.js';
import { runInvocation } from './run-invocation.js';
import type { Shell } from './shell.js';
import { widthOf } from './terminal-style.js';

/** Runs the program as a process: the launcher calls it. The exit code is set, the process ends by itself. */
export async function runProcess(): Promise<void> {
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    homeDirectory: homedir(),
    stdout: process.stdout,
    stderr: process.stderr,
    interruptions: process,
    // This file is the bundle's entry, beside which the other built files lie.
    distribution: new URL('.', import.meta.url),
    exitNow: (exitCode) => process.exit(exitCode),
  });
}

/** Runs a command line from its arguments to its exit code. Writes to the shell's streams and nowhere else. */
export async function main(shell: Shell): Promise<number> {
  tolerateClosedReaders(shell);
  if (isCompletionRequest(shell.argv)) {
    return (await import('./completion/answer.js')).answerCompletion(shell);
  }
  const early = new ResultWriter(shell, { format: requestedFormat(shell.argv) });
  try {
    const parsed = await parseCommandLine(shell.argv, widthOf(shell.stdout));
    if (parsed.kind === 'usage') return await early.failure(usageFailure(parsed.message));
    if (parsed.kind === 'text') {
      await early.result(parsed.text);
      return 0;
    }
    const invocation = toInvocation(parsed.command, parsed.given);
    if (!invocation.ok) return await early.failure(usageFailure(invocation.failure, parsed.command));
    return await runInvocation(invocation.value, shell);
  } catch (error) {
    return early.failure(internalFailure(error, false));
  }
}
