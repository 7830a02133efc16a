import type { Writable } from 'node:stream';

/** A stream the program writes to; `columns` only where it is a terminal. */
export type TerminalStream = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

/** Where interruptions come from: the process itself. */
export interface InterruptionSource {
  on(event: string, listener: (detail: unknown) => void): unknown;
  off(event: string, listener: (detail: unknown) => void): unknown;
}

/** Everything around the program: what it was called with and where it writes. */
export interface Shell {
  /** The arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  readonly interruptions: InterruptionSource;
  /** The directory of the built program, with a trailing slash: `agent.mjs` lies there. */
  readonly distribution: URL;
  /** Ends the process at once. For a second interruption only. */
  readonly exitNow: (exitCode: number) => void;
}
