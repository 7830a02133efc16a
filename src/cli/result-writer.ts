import { writeFile } from 'node:fs/promises';

import { printable } from '../report/printable.js';
import type { FailureCode } from './failure-codes.js';
import { renderRunError } from './report-formats.js';
import type { ReportOptions } from './report-options.js';
import type { Shell, TerminalStream } from './shell.js';

/** Why there is no result, for people and for programs. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint?: string | undefined;
  /** More lines for stderr, such as a stack. */
  readonly details?: readonly string[] | undefined;
  readonly exitCode: number;
}

/**
 * The one place that writes: results on stdout or into `--output-file`, everything else on stderr.
 *
 * There is one result at most: in every format but text, stdout holds exactly one document on every path, and a failure after the
 * report has been written adds nothing to it.
 */
export class ResultWriter {
  readonly #shell: Shell;
  readonly #options: Pick<ReportOptions, 'format' | 'outputFile'>;
  #isWritten = false;

  constructor(shell: Shell, options: Pick<ReportOptions, 'format' | 'outputFile'>) {
    this.#shell = shell;
    this.#options = options;
  }

  /**
   * Writes the result, unless one has been written, and says where it is. A file that cannot be written does not lose
   * the result.
   */
  async result(text: string): Promise<'stdout' | 'file' | 'not-written'> {
    if (this.#isWritten) return 'not-written';
    this.#isWritten = true;
    const { outputFile } = this.#options;
    if (outputFile === undefined) {
      await write(this.#shell.stdout, text);
      return 'stdout';
    }
    try {
      await writeFile(outputFile, text);
      return 'file';
    } catch (error) {
      this.line(`${outputFile} cannot be written (${codeOf(error)}); the result follows on stdout`);
      await write(this.#shell.stdout, text);
      return 'stdout';
    }
  }

  /** Writes a file beside the result, which its owner alone may read; a file that cannot be written is told and no more. */
  async beside(file: string, text: string): Promise<void> {
    try {
      await writeFile(file, text, { mode: 0o600 });
    } catch (error) {
      this.line(`${file} cannot be written (${codeOf(error)}); the run is not kept`);
    }
  }

  /** Says on stderr why there is no result and, in every format but text, in a document of its own. */
  async failure(failure: Failure): Promise<number> {
    this.line(`liqo-doctor: ${failure.message}`);
    for (const line of [failure.hint ?? [], failure.details ?? []].flat()) this.line(line);
    const { code, message, exitCode } = failure;
    const document = await renderRunError({ code, message, exitCode }, this.#options.format);
    if (document !== undefined) await this.result(document);
    return failure.exitCode;
  }

  /** One line on stderr. */
  line(text: string): void {
    void write(this.#shell.stderr, `${printable(text)}\n`);
  }
}

/** Resolves when the text has been handed to the system, or when the reader of the stream has gone away. */
function write(stream: TerminalStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) {
      resolve();
      return;
    }
    stream.write(text, () => {
      resolve();
    });
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

/** Keeps `| head` from ending in a stack: a stream whose reader has gone raises EPIPE, which means nothing here. */
export function tolerateClosedReaders({ stdout, stderr }: Shell): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
}
