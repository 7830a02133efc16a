import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import { toCheckOptions } from './check-options.js';
import { toCleanupOptions } from './cleanup-options.js';
import type { CommandName } from './command-table.js';
import { toCompletionOptions } from './completion-options.js';
import { toDemoOptions } from './demo-options.js';
import { toDiscoverOptions } from './discover-options.js';
import { toExplainOptions } from './explain-options.js';
import { toJudgeOptions } from './judge-options.js';
import { toManifestsOptions } from './manifests-options.js';
import { toMatrixOptions } from './matrix-options.js';
import type { ReportOptions } from './report-options.js';
import type { Session } from './session.js';

/** A command with valid options, ready to run. */
export interface Invocation {
  readonly output: Pick<ReportOptions, 'format' | 'outputFile' | 'verbose'>;
  /** Runs it; gives the exit code. */
  readonly run: (session: Session) => Promise<number>;
}

/** Validates the arguments of a command. Its code, and the Kubernetes client with it, is loaded only when it runs. */
export function toInvocation(
  command: CommandName,
  given: Readonly<Record<string, unknown>>,
): Result<Invocation, string> {
  switch (command) {
    case 'check':
      return withOptions(toCheckOptions(given), (options) => ({
        output: options.report,
        run: async (session) => (await import('./check.js')).check(options, session),
      }));
    case 'cleanup':
      return withOptions(toCleanupOptions(given), (options) => ({
        output: options.report,
        run: async (session) => (await import('./cleanup.js')).cleanup(options, session),
      }));
    case 'completion':
      return withOptions(toCompletionOptions(given), (options) => ({
        output: { format: 'text', verbose: false },
        run: async (session) => (await import('./completion.js')).completion(options, session),
      }));
    case 'demo':
      return withOptions(toDemoOptions(given), (options) => ({
        output: options.report,
        run: async (session) => (await import('./demo.js')).demo(options, session),
      }));
    case 'discover':
      return withOptions(toDiscoverOptions(given), (options) => ({
        output: options.report,
        run: async (session) => (await import('./discover.js')).discover(options, session),
      }));
    case 'explain':
      return withOptions(toExplainOptions(given), (options) => ({
        output: { format: options.format, verbose: false },
        run: async (session) => (await import('./explain.js')).explain(options, session),
      }));
    case 'judge':
      return withOptions(toJudgeOptions(given), (options) => ({
        output: options.report,
        run: async (session) => (await import('./judge.js')).judge(options, session),
      }));
    case 'manifests':
      return withOptions(toManifestsOptions(given), (options) => ({
        output: { format: options.format === 'json' ? 'json' : 'text', verbose: false },
        run: async (session) => (await import('./manifests.js')).manifests(options, session),
      }));
    case 'matrix':
      return withOptions(toMatrixOptions(given), (options) => ({
        output: { format: options.format, verbose: false },
        run: async (session) => (await import('./matrix.js')).matrix(options, session),
      }));
  }
}

function withOptions<T>(
  options: Result<T, string>,
  create: (options: T) => Invocation,
): Result<Invocation, string> {
  return options.ok ? success(create(options.value)) : failure(options.failure);
}
