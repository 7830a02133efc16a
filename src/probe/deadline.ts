/** Waits so many milliseconds, or until the signal aborts; which of the two it was, the signal tells. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || ms <= 0) {
      resolve();
      return;
    }
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });
}

/**
 * A signal that aborts after `limitMs` or with its parent, whichever comes first. It does not keep the process alive.
 *
 * `AbortSignal.any` with `AbortSignal.timeout` does not do: in Node.js 20 nothing holds the timeout, so that the garbage
 * collector may take it, and its timer, away before it is due.
 */
export function abortAfter(limitMs: number, parent: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const finish = () => {
    clearTimeout(timer);
    parent.removeEventListener('abort', finish);
    controller.abort();
  };
  const timer = setTimeout(finish, limitMs);
  timer.unref();
  parent.addEventListener('abort', finish);
  if (parent.aborted) finish();
  return controller.signal;
}

/**
 * Runs work with a signal that aborts after `limitMs` or with its parent, whichever comes first.
 * The work has to heed the signal: nothing here leaves it behind. No timer survives it.
 */
export async function withDeadline<T>(
  parent: AbortSignal,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  // After a standstill, what has arrived in the meantime is seen only after the timers were served.
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => (turn = setImmediate(abort)), limitMs);
  parent.addEventListener('abort', abort);
  if (parent.aborted) abort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    clearImmediate(turn);
    parent.removeEventListener('abort', abort);
  }
}

/** Settles when the signal aborts; `dispose` lets go of the signal. */
export function whenAborted(signal: AbortSignal): { readonly promise: Promise<void>; dispose(): void } {
  let dispose = () => {};
  const promise = new Promise<void>((resolve) => {
    const listener = () => resolve();
    if (signal.aborted) resolve();
    signal.addEventListener('abort', listener);
    dispose = () => signal.removeEventListener('abort', listener);
  });
  return { promise, dispose: () => dispose() };
}
