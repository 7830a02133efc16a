import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

import { authenticate, authorize } from './access.js';
import type { ClusterApi } from './cluster-api.js';
import type { StartProgram } from './pod-programs.js';
import { parseResourcePath } from './request-path.js';
import { resources } from './resources.js';
import type { ApiAnswer } from './status.js';
import { badRequest, notFound } from './status.js';

/** Channels of `v4.channel.k8s.io`: the first byte of every message. */
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3 } as const;
const subprotocol = 'v4.channel.k8s.io';

/** `GET …/pods/<name>/exec` over a WebSocket, as the API server takes it from clients that are no kubectl. */
export function createPodExec(
  api: ClusterApi,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  return (request, socket, head) => {
    const admitted = admitExec(api, request);
    if ('refusal' in admitted) refuse(socket, admitted.refusal);
    else server.handleUpgrade(request, socket, head, (open) => serve(open, admitted));
  };
}

interface Admitted {
  readonly start: StartProgram;
  readonly command: readonly string[];
}

function admitExec(api: ClusterApi, request: IncomingMessage): Admitted | { readonly refusal: ApiAnswer } {
  const caller = authenticate(request.headers.authorization, api.token, api.faults);
  if ('status' in caller) return { refusal: caller };
  const url = new URL(request.url ?? '/', 'https://127.0.0.1');
  const path = parseResourcePath(url.pathname, api.store);
  if (path?.resource.plural !== 'pods' || path.subresource !== 'exec' || path.name === undefined) {
    return { refusal: { status: 404, body: '404 page not found\n' } };
  }
  const { namespace, name } = path;
  // From v1.35 on both are asked for (AuthorizePodWebsocketUpgradeCreatePermission).
  for (const verb of ['get', 'create']) {
    const refusal = authorize({ verb, group: '', resource: 'pods/exec', namespace }, api.faults);
    if (refusal) return { refusal };
  }
  const pod = api.store.get(resources.pods, { namespace, name });
  if (!pod) return { refusal: notFound({ resource: resources.pods, name }) };
  const start = api.programs?.of(pod.metadata.uid);
  if (start === undefined) return { refusal: badRequest(`container not found ("${name}")`) };
  return { start, command: url.searchParams.getAll('command') };
}

function refuse(socket: Duplex, { status, body }: ApiAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

function serve(socket: WebSocket, { start, command }: Admitted): void {
  const send = (channel: number, text: string) =>
    socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]));
  // As the real one does, to say which channels there are.
  for (const channel of [channels.stdin, channels.stdout, channels.stderr, channels.status])
    send(channel, '');
  const program = start(command, {
    stdout: (text) => send(channels.stdout, text),
    stderr: (text) => send(channels.stderr, text),
    exit: (code) => {
      send(channels.status, JSON.stringify(statusOf(code)));
      socket.close(1000);
    },
  });
  socket.on('message', (data: Buffer) => {
    if (data[0] === channels.stdin) program.input(data.subarray(1).toString('utf8'));
  });
  socket.on('close', () => program.endOfInput());
  socket.on('error', () => socket.terminate());
}

function statusOf(code: number): object {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}
