import type { ProgressEvent } from '../check/progress.js';
import type { Report } from '../model/report.js';
import type { CheckOptions } from './check-options.js';

/** The caller of a run, as the run sees it. */
export interface Caller {
  /** Aborts with the caller's own signal, and when one of the callbacks throws. */
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly onReport: (report: Report) => void;
  /** Throws what a callback has thrown, if one has. */
  readonly rethrow: () => void;
  /** Lets go of the caller's signal, and of everything that still waits for it. */
  readonly leave: () => void;
}

/** Connects a run with its caller until `leave` is called. No exception of a callback gets into the run: it has to clean up. */
export function listenTo({ signal: own, onProgress, onReport }: CheckOptions): Caller {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const thrown: unknown[] = [];
  const guarded =
    <T>(callback: ((value: T) => void) | undefined) =>
    (value: T): void => {
      if (thrown.length > 0) return;
      try {
        callback?.(value);
      } catch (error) {
        thrown.push(error);
        abort();
      }
    };
  own?.addEventListener('abort', abort);
  if (own?.aborted === true) abort();
  return {
    signal: controller.signal,
    onProgress: guarded(onProgress),
    onReport: guarded(onReport),
    rethrow: () => {
      if (thrown.length > 0) throw thrown[0];
    },
    leave: () => {
      own?.removeEventListener('abort', abort);
      abort();
    },
  };
}
