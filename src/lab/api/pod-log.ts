import type { ServerResponse } from 'node:http';

import type { ClusterApi } from './cluster-api.js';
import { listAt, textAt } from './kubernetes-object.js';
import type { ObjectKey } from './object-store.js';
import { resources } from './resources.js';
import type { ApiAnswer } from './status.js';
import { badRequest, notFound } from './status.js';

/** `GET …/pods/<name>/log`, with `follow`, `tailLines` and `limitBytes`. */
export function streamLog(
  api: ClusterApi,
  key: ObjectKey,
  { query, response }: { readonly query: URLSearchParams; readonly response: ServerResponse },
): ApiAnswer | undefined {
  const pod = api.store.get(resources.pods, key);
  if (!pod) return notFound({ resource: resources.pods, name: key.name });
  const container = query.get('container') ?? textAt(listAt(pod, 'spec', 'containers')[0], 'name') ?? '';
  const log = api.logs.containerLog(pod.metadata.uid);
  if (!log) {
    return badRequest(
      `container "${container}" in pod "${key.name}" is waiting to start: ${waitingReason(pod['status'])}`,
    );
  }
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  response.write(cut(log.text, query));
  if (query.get('follow') !== 'true' || log.hasEnded) {
    response.end();
    return undefined;
  }
  const stop = log.follow(
    (text) => response.write(text),
    () => response.end(),
  );
  response.on('close', stop);
  return undefined;
}

function waitingReason(status: unknown): string {
  const [first] = listAt(status, 'containerStatuses');
  return textAt(first, 'state', 'waiting', 'reason') ?? 'ContainerCreating';
}

function cut(text: string, query: URLSearchParams): string {
  const tail = query.get('tailLines');
  const limit = query.get('limitBytes');
  const lines = text.split(/(?<=\n)/);
  const last = tail === null ? text : Number(tail) === 0 ? '' : lines.slice(-Number(tail)).join('');
  return limit === null ? last : last.slice(0, Number(limit));
}
