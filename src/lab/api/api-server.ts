import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server as TcpServer, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { CertificateAndKey } from './certificates.js';
import type { ClusterApi } from './cluster-api.js';
import type { Disturbance } from './disturbances.js';
import { disturber } from './disturbances.js';
import { handleRequest } from './handle-request.js';
import { valueAt } from './kubernetes-object.js';
import { createPodExec } from './pod-exec.js';
import type { ApiAnswer } from './status.js';
import { badRequest } from './status.js';

/** A listening server. */
export interface HttpsListener {
  /** Port on 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/** Serves a simulated cluster's API over HTTPS on a loopback port. */
export function startApiServer(api: ClusterApi, certificate: CertificateAndKey): Promise<HttpsListener> {
  const disturb = disturber(api.faults.api);
  return listenHttps(
    certificate,
    (request, response) => {
      const hasCredentials = request.headers.authorization !== undefined;
      const disturbing = disturb({ isStream: isStream(request), hasCredentials });
      void Promise.all([readBody(request), disturbing]).then(([body, disturbance]) => {
        serve(api, { request, response, body, disturbance });
      });
    },
    createPodExec(api),
  );
}

interface Served {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Body;
  readonly disturbance: Disturbance | undefined;
}

function serve(api: ClusterApi, { request, response, body, disturbance }: Served): void {
  switch (disturbance?.kind) {
    case 'reset':
      request.socket.destroy();
      return;
    case 'hang':
      setTimeout(() => request.socket.destroy(), disturbance.ms).unref();
      return;
    case 'answer':
      send(response, disturbance.answer);
      return;
    case 'cut':
      setTimeout(() => request.socket.destroy(), disturbance.afterMs).unref();
      break;
    case 'answer-lost':
    case undefined:
  }
  const answer = body.ok
    ? handleRequest(
        api,
        {
          method: request.method ?? 'GET',
          url: new URL(request.url ?? '/', 'https://127.0.0.1'),
          authorization: request.headers.authorization,
          body: body.value,
        },
        response,
      )
    : badRequest('the request body is not valid JSON');
  if (disturbance?.kind === 'answer-lost') request.socket.destroy();
  else if (answer) send(response, answer);
}

/** A log or a watch that is followed: its answer takes as long as there is something to tell. */
function isStream({ url = '' }: IncomingMessage): boolean {
  return /[?&](follow|watch)=(true|1)/u.test(url);
}

/** Listens with HTTPS on a free port of 127.0.0.1. */
export async function listenHttps(
  { certificate, key }: CertificateAndKey,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<HttpsListener> {
  const server: Server = createServer({ cert: certificate, key }, onRequest);
  if (onUpgrade) server.on('upgrade', onUpgrade);
  return listenOn(server);
}

/** Lets a server listen on a free port of 127.0.0.1. */
export async function listenOn(server: TcpServer): Promise<HttpsListener> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

type Body = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    return { ok: true, value };
  } catch {
    return { ok: false };
  }
}

function send(response: ServerResponse, { status, body }: ApiAnswer): void {
  const isText = typeof body === 'string';
  const retryAfter = valueAt(body, 'details', 'retryAfterSeconds');
  response.writeHead(status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    ...(status === 429 && typeof retryAfter === 'number' && { 'retry-after': String(retryAfter) }),
  });
  response.end(isText ? body : JSON.stringify(body));
}
