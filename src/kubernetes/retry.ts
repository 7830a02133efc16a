import { setTimeout as wait } from 'node:timers/promises';

import { reasonOf, type HttpAnswer, type HttpRequest } from './transport.js';

const maxTries = 3;
const pausesMs = [100, 300];
const longestPauseMs = 2_000;

/**
 * Sends a request, up to three times where the server asks for patience or stumbles.
 *
 * Tried again: 429 (after `Retry-After`, at most 2 s), since the server has not looked at what it refuses so; and for
 * requests that may be repeated (GET, DELETE, and a POST that keeps nothing) also 500, 502, 503, 504 and a reset
 * connection. The request's signal
 * bounds all tries together. Source: Kubernetes docs, "API Priority and Fairness".
 */
export async function withRetries(
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt >= maxTries;
    const mayRepeat = isRepeatable(request);
    let pauseMs = pausesMs[attempt - 1] ?? longestPauseMs;
    try {
      const answer = await send(request);
      if (last || !(answer.status === 429 || (mayRepeat && isStumble(answer.status)))) return answer;
      pauseMs = retryAfterMs(answer) ?? pauseMs;
    } catch (error) {
      if (last || !mayRepeat || !isReset(error)) throw error;
    }
    try {
      await wait(pauseMs, undefined, { signal: request.signal });
    } catch (error) {
      throw reasonOf(request.signal) ?? error;
    }
  }
}

/** Access reviews are answered and forgotten, and a dry run keeps nothing. */
function isRepeatable({ method, url }: HttpRequest): boolean {
  if (method === 'GET' || method === 'DELETE') return true;
  return method === 'POST' && (/[?&]dryRun=All(?:&|$)/u.test(url) || /accessreviews(?:\?|$)/u.test(url));
}

function isStumble(status: number): boolean {
  return status === 500 || (status >= 502 && status <= 504);
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}

/** Only the form in seconds: the date form would make the server's clock matter. */
function retryAfterMs(answer: HttpAnswer): number | undefined {
  const header = answer.headers['retry-after'];
  if (header === undefined || !/^\d{1,6}$/u.test(header)) return undefined;
  return Math.min(Number(header) * 1_000, longestPauseMs);
}
