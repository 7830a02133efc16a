import type { ApiFailure } from '../kubernetes/api-failure.js';

const transient: ReadonlySet<ApiFailure['code']> = new Set([
  'throttled',
  'server-error',
  'unreachable',
  'timeout',
]);

/** Whether the same call may well succeed a moment later: the server was busy, stumbled or could not be reached. */
export function isTransient({ code }: ApiFailure): boolean {
  return transient.has(code);
}
