import type { ServerResponse } from 'node:http';

import type { ClusterApi } from './cluster-api.js';
import { selectObjects } from './handle-collection.js';
import type { ObjectChange } from './object-store.js';
import type { ResourcePath } from './request-path.js';
import { resourceName } from './resources.js';
import { matchesSelectors } from './selectors.js';

/**
 * Streams changes of a collection as JSON lines until the client goes or `timeoutSeconds` are over. Without a
 * resourceVersion what exists comes first, as ADDED; with one, every change since.
 */
export function streamWatch(
  api: ClusterApi,
  at: ResourcePath,
  { query, response }: { readonly query: URLSearchParams; readonly response: ServerResponse },
): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const send = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`);
  const offer = ({ type, resource, object }: ObjectChange) => {
    const isWanted =
      resourceName(resource) === resourceName(at.resource) &&
      (at.namespace === undefined || object.metadata.namespace === at.namespace) &&
      matchesSelectors(object, query);
    if (isWanted) send(type, object);
  };
  const since = query.get('resourceVersion');
  if (since === null || since === '' || since === '0') {
    for (const object of selectObjects(api, at, query)) send('ADDED', object);
  } else {
    for (const change of api.store.changesSince(Number(since))) offer(change);
  }
  const unsubscribe = api.store.onChange(offer);
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  const timer = seconds > 0 ? setTimeout(() => response.end(), seconds * 1000) : undefined;
  response.on('close', () => {
    unsubscribe();
    clearTimeout(timer);
  });
}
