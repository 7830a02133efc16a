import { createConcurrencyLimit } from './concurrency-limit.js';
import type { Credential, Credentials } from './credentials.js';
import { withRetries } from './retry.js';
import { exchange, type HttpAnswer, type HttpRequest } from './transport.js';

/** A request that lacks only who sends it. */
export type ApiRequest = Omit<HttpRequest, 'agent' | 'onAnswer'>;

/** Sends a request with the cluster's credential, again where that can help, and reads the whole answer. */
export type ApiSender = (request: ApiRequest) => Promise<HttpAnswer>;

/** Calls under way at once: a burst of reads shares so many connections instead of opening one each. */
const maxConcurrentCalls = 8;

/**
 * A sender for one cluster. A credential that the server refuses (401) is renewed once, if it can be. `onAnswer` sees
 * the head of every answer.
 */
export function createApiSender(credentials: Credentials, onAnswer: HttpRequest['onAnswer']): ApiSender {
  const limit = createConcurrencyLimit(maxConcurrentCalls);
  const attempt = (request: ApiRequest, credential: Credential): Promise<HttpAnswer> =>
    withRetries(
      {
        ...request,
        headers: { ...request.headers, ...credential.headers },
        agent: credential.agent,
        onAnswer,
      },
      exchange,
    );
  return (request) =>
    limit(async () => {
      const credential = await credentials.get();
      const answer = await attempt(request, credential);
      if (answer.status !== 401) return answer;
      const fresh = await credentials.renew(credential);
      return fresh === undefined ? answer : attempt(request, fresh);
    });
}
