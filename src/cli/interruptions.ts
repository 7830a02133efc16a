import type { InterruptionSource } from './shell.js';

/** What ended a run before its time: a signal, or an error that nobody caught. */
export type Interruption =
  | { readonly kind: 'signal'; readonly name: 'SIGINT' | 'SIGTERM'; readonly exitCode: 130 | 143 }
  | { readonly kind: 'crash'; readonly error: unknown; readonly exitCode: 1 };

/** What the first and any further interruption set off. */
export interface InterruptionHandlers {
  readonly onFirst: (interruption: Interruption) => void;
  readonly onSecond: (interruption: Interruption) => void;
}

/** Watches for interruptions of a run until it is disposed of. */
export interface InterruptionWatch {
  /** Aborts with the first interruption. */
  readonly signal: AbortSignal;
  /** The first interruption, when there was one. */
  readonly first: () => Interruption | undefined;
  readonly dispose: () => void;
}

/** Starts watching. The first interruption aborts `signal`, so that the run ends by itself and cleans up. */
export function watchInterruptions(
  source: InterruptionSource,
  handlers: InterruptionHandlers,
): InterruptionWatch {
  const controller = new AbortController();
  let first: Interruption | undefined;
  const receive = (interruption: Interruption) => {
    if (first !== undefined) {
      handlers.onSecond(interruption);
      return;
    }
    first = interruption;
    handlers.onFirst(interruption);
    controller.abort();
  };
  const listeners = {
    SIGINT: () => receive({ kind: 'signal', name: 'SIGINT', exitCode: 130 }),
    SIGTERM: () => receive({ kind: 'signal', name: 'SIGTERM', exitCode: 143 }),
    uncaughtException: (error: unknown) => receive({ kind: 'crash', error, exitCode: 1 }),
  };
  for (const [event, listener] of Object.entries(listeners)) source.on(event, listener);
  return {
    signal: controller.signal,
    first: () => first,
    dispose: () => {
      for (const [event, listener] of Object.entries(listeners)) source.off(event, listener);
    },
  };
}
