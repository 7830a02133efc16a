import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { CallError } from './call-error.js';

/** One HTTP request to an API server, ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly agent: Agent;
  readonly signal: AbortSignal;
  /** Sees the head of the answer, with the milliseconds since the request was made. */
  readonly onAnswer?: ((answer: IncomingMessage, roundTripMs: number) => void) | undefined;
}

/** A whole answer. Header names are in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The largest answer that is read, decompressed. */
const maxAnswerBytes = 64 * 1024 * 1024;

/** Sends a request and waits for the answer's head. Throws Node's own errors, or the signal's reason. */
export function openAnswer(request: HttpRequest): Promise<IncomingMessage> {
  const { method, url, headers, body, agent, signal, onAnswer } = request;
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const sentAt = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      method,
      agent,
      signal,
      headers: {
        ...headers,
        ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
      },
    });
    outgoing.on('response', (answer) => {
      onAnswer?.(answer, performance.now() - sentAt);
      resolve(answer);
    });
    outgoing.on('error', (error) => reject(reasonOf(signal) ?? error));
    outgoing.end(body);
  });
}

/** Sends a request and reads the whole answer. Throws as `openAnswer`, and `CallError` `TOO_LARGE`. */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const answer = await openAnswer({
    ...request,
    headers: { ...request.headers, 'Accept-Encoding': 'gzip' },
  });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of decompressed(answer)) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > maxAnswerBytes) {
        throw new CallError('TOO_LARGE', `the answer is larger than ${maxAnswerBytes / 1024 / 1024} MiB`);
      }
      chunks.push(bytes);
    }
  } catch (error) {
    answer.destroy();
    throw reasonOf(request.signal) ?? error;
  }
  return { status: answer.statusCode ?? 0, headers: plainHeaders(answer), body: Buffer.concat(chunks) };
}

/** Why the signal aborted, when it did: Node reports only that it did. */
export function reasonOf(signal: AbortSignal): Error | undefined {
  if (!signal.aborted) return undefined;
  const reason: unknown = signal.reason;
  return reason instanceof CallError ? reason : new CallError('CANCELLED', 'the call was cancelled');
}

function decompressed(answer: IncomingMessage): Readable {
  if (answer.headers['content-encoding'] !== 'gzip') return answer;
  // The callback only keeps the error from being thrown: whoever reads the result meets it.
  return pipeline(answer, createGunzip(), () => undefined);
}

function plainHeaders(answer: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
