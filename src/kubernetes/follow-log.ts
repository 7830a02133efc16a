import { failure, success, type Result } from '../model/result.js';
import type { ApiFailure, ApiTarget } from './api-failure.js';
import { signalOfCall, type CallScope } from './call-scope.js';
import type { LogEnd, LogTarget } from './connection.js';
import type { Credentials } from './credentials.js';
import { createLineCutter } from './log-lines.js';
import { fromHttpStatus } from './normalise-error.js';
import { openAnswer } from './transport.js';

/** What a log needs of its connection. */
export interface LogSource {
  readonly server: string;
  readonly scope: CallScope;
  readonly credentials: Credentials;
}

/** Which log to follow, who reads it and until when. */
export interface LogRequest extends LogEnd {
  readonly log: LogTarget;
  readonly onLine: (line: string) => void;
}

/** An error answer is a short `Status`. */
const maxErrorBytes = 65_536;

/**
 * Follows a container's log until its end: see `ClusterConnection.followLog`.
 *
 * client-node's `Log` tells a refused log from a broken connection only by status 500, and cannot say when the stream
 * broke off.
 */
export async function followLog(
  source: LogSource,
  { log, onLine, signal, isEnough }: LogRequest,
): Promise<Result<undefined, ApiFailure>> {
  const target: ApiTarget = { verb: 'get', resource: 'pods/log', namespace: log.namespace };
  const { server, scope, credentials } = source;
  const followed = await scope.guard(
    target,
    async () => {
      const { agent, headers } = await credentials.get();
      const callSignal = signalOfCall();
      // The deadline is for the answer's head; the log itself takes as long as its container runs.
      const answer = await scope.withDeadline(() =>
        openAnswer({ method: 'GET', url: server + pathOf(log), headers, agent, signal: callSignal }),
      );
      if (answer.statusCode === 200) {
        const cutter = createLineCutter(onLine);
        for await (const chunk of chunksOf(answer)) {
          cutter.push(chunk);
          // Not by a signal: a log that has just ended has nobody any more who takes the error of being aborted.
          if (isEnough?.() === true) return undefined;
        }
        cutter.end();
        return undefined;
      }
      const body = await scope.withDeadline(() => readUpTo(answer, maxErrorBytes));
      return fromHttpStatus(answer.statusCode ?? 0, body, { target, server });
    },
    signal,
  );
  if (!followed.ok) return followed;
  return followed.value === undefined ? success(undefined) : failure(followed.value);
}

function pathOf({ namespace, pod, container }: LogTarget): string {
  const query = new URLSearchParams({ container, follow: 'true' }).toString();
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`;
}

async function* chunksOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}

async function readUpTo(stream: AsyncIterable<unknown>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(stream)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
