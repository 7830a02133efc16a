import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';

import { failure, success, type Result } from '../model/result.js';
import type { ApiFailure, ApiTarget } from './api-failure.js';
import { CallError } from './call-error.js';
import { normaliseError } from './normalise-error.js';
import { reasonOf } from './transport.js';

/** Reaches the transport through client-node's typed clients, which have no parameter for a signal. */
const currentSignal = new AsyncLocalStorage<AbortSignal>();

/** Outside of any call there is nothing that could end a request. */
const neverAborted = new AbortController().signal;

/** The signal that ends the call under way; never aborted outside of one. */
export function signalOfCall(): AbortSignal {
  return currentSignal.getStore() ?? neverAborted;
}

/** The bounds of all calls of one connection: their deadlines and their end when the connection is closed. */
export interface CallScope {
  /** Runs work that ends when the connection closes or `signal` aborts, and turns what it throws into a failure. */
  guard<T>(target: ApiTarget, work: () => Promise<T>, signal?: AbortSignal): Promise<Result<T, ApiFailure>>;
  /** Within `guard`: runs work that must be done within the time of one call. */
  withDeadline<T>(work: () => Promise<T>): Promise<T>;
  /** Ends everything under way, and everything that comes later, as `aborted`. */
  close(): void;
}

/** The bounds for the calls to one server. */
export function createCallScope(server: string, timeoutMs: number): CallScope {
  const closing = new AbortController();
  // One listener for each call under way, however many there are.
  setMaxListeners(0, closing.signal);

  return {
    guard: async (target, work, signal) => {
      const controller = new AbortController();
      const unlink = [closing.signal, ...(signal === undefined ? [] : [signal])].map((source) =>
        link(source, controller),
      );
      try {
        return success(await raceAgainst(controller.signal, work));
      } catch (error) {
        // Nobody waits any longer: whatever of the work still runs must not hold a socket.
        controller.abort();
        return failure(normaliseError(error, { target, server }));
      } finally {
        for (const undo of unlink) undo();
      }
    },
    withDeadline: async (work) => {
      const controller = new AbortController();
      const unlink = link(signalOfCall(), controller);
      const timer = setTimeout(
        () => controller.abort(new CallError('DEADLINE', `${server} did not answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      try {
        return await raceAgainst(controller.signal, work);
      } finally {
        clearTimeout(timer);
        unlink();
      }
    },
    close: () => closing.abort(new CallError('CLOSED', `the connection to ${server} was closed`)),
  };
}

/**
 * Aborts `controller` when `source` aborts. By hand: on Node 20 `AbortSignal.any` keeps every dependent signal for as
 * long as its source lives, which is the whole run.
 */
function link(source: AbortSignal, controller: AbortController): () => void {
  const abort = (): void => controller.abort(reasonOf(source));
  if (source.aborted) abort();
  source.addEventListener('abort', abort, { once: true });
  return () => source.removeEventListener('abort', abort);
}

async function raceAgainst<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const reason = reasonOf(signal);
  if (reason !== undefined) throw reason;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(reasonOf(signal) ?? new CallError('CANCELLED', 'the call was cancelled'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([aborted, currentSignal.run(signal, work)]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
