import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';

import type { Shell, TerminalStream } from '../../src/cli/shell.js';

/** A shell whose streams are kept, and whose interruptions a test sends. */
export interface TestShell extends Shell {
  readonly interruptions: EventEmitter;
  readonly written: { stdout: string; stderr: string };
  /** Exit codes with which the process was to end at once. */
  readonly left: number[];
}

export function testShell(argv: readonly string[], overrides: Partial<Shell> = {}): TestShell {
  const written = { stdout: '', stderr: '' };
  const left: number[] = [];
  return {
    argv,
    env: {},
    homeDirectory: '/nonexistent',
    stdout: collector((text) => (written.stdout += text)),
    stderr: collector((text) => (written.stderr += text)),
    distribution: new URL('file:///nonexistent/'),
    exitNow: (exitCode) => left.push(exitCode),
    ...overrides,
    interruptions: new EventEmitter(),
    written,
    left,
  };
}

export function collector(
  onText: (text: string) => void,
  facts: Partial<TerminalStream> = {},
): TerminalStream {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      onText(String(chunk));
      done();
    },
  });
  return Object.assign(stream, facts);
}
