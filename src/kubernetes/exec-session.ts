/** Which command to run in which container, and who gets what it writes. */
export interface ExecTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The program and its arguments; no shell in between. */
  readonly command: readonly string[];
  readonly onStdout: (chunk: Uint8Array) => void;
  readonly onStderr: (chunk: Uint8Array) => void;
}

/** How a command ended: by itself, without having started or because it wrote too much, or with the connection. */
export type ExecEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'lost' };

/** A command that runs in a container. */
export interface ExecSession {
  /** Settles once, and never rejects. */
  readonly ended: Promise<ExecEnd>;
  /** Writes to the command's standard input. */
  write(text: string): void;
  /** Ends the connection, upon which the kubelet closes the command's input; what it does then is up to the command. */
  close(): void;
}
