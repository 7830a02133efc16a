import type { ApiDisturbances } from '../topology/cluster-spec.js';
import type { ApiAnswer } from './status.js';
import { refuse } from './status.js';

/** What befalls a request before it is looked at: nothing, an answer, or the end of its connection. */
export type Disturbance = ApiAnswer | 'reset' | undefined;

/** Decides what befalls each request in turn. */
export function disturber(disturbances: ApiDisturbances | undefined): () => Promise<Disturbance> {
  let count = 0;
  return async () => {
    if (disturbances === undefined) return undefined;
    const { delayMs, everyNth } = disturbances;
    count += 1;
    if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (everyNth === undefined || count % everyNth.n !== 0) return undefined;
    switch (everyNth.what) {
      case 'reset':
        return 'reset';
      case 429:
        return refuse(429, 'TooManyRequests', {
          message: 'too many requests, please try again later',
          details: { retryAfterSeconds: 1 },
        });
      case 500:
        return refuse(500, 'InternalError', {
          message: 'Internal error occurred: etcdserver: request timed out',
        });
    }
  };
}
