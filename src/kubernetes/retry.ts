import { setTimeout as wait } from 'node:timers/promises';

import { reasonOf, type HttpAnswer, type HttpRequest } from './transport.js';

const maxTries = 3;
const pausesMs = [100, 300];
const longestPauseMs = 2_000;

/**
 * Sends a request; a GET is sent up to three times where the server asks for patience or stumbles.
 *
 * Tried again: 429 (after `Retry-After`, at most 2 s), 500, 502, 503, 504 and a reset connection. The request's
 * signal bounds all tries together.
 */
export async function withRetries(
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const last = request.method !== 'GET' || attempt >= maxTries;
    let pauseMs = pausesMs[attempt - 1] ?? longestPauseMs;
    try {
      const answer = await send(request);
      if (last || !isTemporary(answer.status)) return answer;
      pauseMs = retryAfterMs(answer) ?? pauseMs;
    } catch (error) {
      if (last || !(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
    }
    try {
      await wait(pauseMs, undefined, { signal: request.signal });
    } catch (error) {
      throw reasonOf(request.signal) ?? error;
    }
  }
}

function isTemporary(status: number): boolean {
  return status === 429 || status === 500 || (status >= 502 && status <= 504);
}

/** Only the form in seconds: the date form would make the server's clock matter. */
function retryAfterMs(answer: HttpAnswer): number | undefined {
  const header = answer.headers['retry-after'];
  if (header === undefined || !/^\d{1,6}$/u.test(header)) return undefined;
  return Math.min(Number(header) * 1_000, longestPauseMs);
}
