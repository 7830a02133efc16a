import type { IncomingMessage } from 'node:http';

import { WebSocket } from 'ws';
import * as z from 'zod/mini';

import { parseJson } from '../model/parse-json.js';
import { failure, success, type Result } from '../model/result.js';
import type { ApiFailure, ApiTarget } from './api-failure.js';
import { signalOfCall, type CallScope } from './call-scope.js';
import type { Credential, Credentials } from './credentials.js';
import type { ExecEnd, ExecSession, ExecTarget } from './exec-session.js';
import { fromHttpStatus } from './normalise-error.js';
import { printable } from './printable.js';

/** What a command in a container needs of its connection. */
export interface ExecSource {
  readonly server: string;
  readonly scope: CallScope;
  readonly credentials: Credentials;
}

/**
 * Channels of the subprotocol `v4.channel.k8s.io`: the first byte of every message.
 * SOURCE: Kubernetes k8s.io/apimachinery pkg/util/remotecommand/constants.go.
 */
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3 } as const;
const subprotocol = 'v4.channel.k8s.io';

/** A message of an API server is a chunk of output. */
const maxMessageBytes = 1024 * 1024;
/** All that a command may write on either stream before it is cut off. */
const maxOutputBytes = 4 * 1024 * 1024;
/** An error answer is a short `Status`. */
const maxErrorBytes = 65_536;

/**
 * Starts a command in a container: see `ClusterConnection.exec`.
 *
 * client-node's `Exec` makes a credential of its own, which runs the kubeconfig's plugin once more, and tells a refusal
 * only as "Unexpected server response: 403". Here the connection's agent opens the WebSocket, hence through the same
 * proxy and with the same trust.
 */
export async function execCommand(
  { server, scope, credentials }: ExecSource,
  exec: ExecTarget,
  signal: AbortSignal,
): Promise<Result<ExecSession, ApiFailure>> {
  const target: ApiTarget = { verb: 'create', resource: 'pods/exec', namespace: exec.namespace };
  const url = server.replace(/^http/u, 'ws') + pathOf(exec);
  const opened = await scope.guard(
    target,
    async () => {
      const credential = await credentials.get();
      return scope.withDeadline(() => open(url, credential));
    },
    signal,
  );
  if (!opened.ok) return opened;
  const answer = opened.value;
  if (answer.kind === 'refused') {
    return failure(fromHttpStatus(answer.status, answer.body, { target, server }));
  }
  return success(sessionOf(answer.socket, exec, signal));
}

function pathOf({ namespace, pod, container, command }: ExecTarget): string {
  const query = new URLSearchParams({ container, stdin: 'true', stdout: 'true', stderr: 'true' });
  for (const word of command) query.append('command', word);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query.toString()}`;
}

type Opened =
  | { readonly kind: 'open'; readonly socket: WebSocket }
  | { readonly kind: 'refused'; readonly status: number; readonly body: string };

function open(url: string, { agent, headers }: Credential): Promise<Opened> {
  const signal = signalOfCall();
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [subprotocol], {
      agent,
      headers,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
    });
    const abandon = () => socket.terminate();
    signal.addEventListener('abort', abandon, { once: true });
    socket.on('open', () => {
      signal.removeEventListener('abort', abandon);
      resolve({ kind: 'open', socket });
    });
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, answer) => {
      readUpTo(answer, maxErrorBytes).then(
        (body) => resolve({ kind: 'refused', status: answer.statusCode ?? 0, body }),
        reject,
      );
    });
  });
}

function sessionOf(socket: WebSocket, { onStdout, onStderr }: ExecTarget, signal: AbortSignal): ExecSession {
  const terminate = () => socket.terminate();
  signal.addEventListener('abort', terminate, { once: true });
  if (signal.aborted) terminate();
  let end: ExecEnd | undefined;
  let outputBytes = 0;
  socket.on('message', (data: Buffer) => {
    const chunk = data.subarray(1);
    if (data[0] === channels.status) end = endOf(chunk.toString('utf8'));
    outputBytes += chunk.length;
    if (outputBytes > maxOutputBytes) {
      end = { kind: 'failed', reason: `it wrote more than ${maxOutputBytes / 1024 / 1024} MiB` };
      socket.terminate();
    } else if (data[0] === channels.stdout) onStdout(chunk);
    else if (data[0] === channels.stderr) onStderr(chunk);
  });
  const ended = new Promise<ExecEnd>((resolve) => {
    socket.on('close', () => {
      signal.removeEventListener('abort', terminate);
      resolve(end ?? { kind: 'lost' });
    });
  });
  return {
    ended,
    write: (text) => socket.send(Buffer.concat([Buffer.from([channels.stdin]), Buffer.from(text)])),
    close: terminate,
  };
}

/** SOURCE: Kubernetes pkg/kubelet/cri/streaming/remotecommand/exec.go: `NonZeroExitCode` with cause `ExitCode`. */
const statusSchema = z.object({
  status: z.string(),
  message: z.optional(z.string()),
  details: z.optional(
    z.object({
      causes: z.optional(
        z.array(z.object({ reason: z.optional(z.string()), message: z.optional(z.string()) })),
      ),
    }),
  ),
});

function endOf(text: string): ExecEnd {
  const parsed = statusSchema.safeParse(parseJson(text));
  if (!parsed.success) return { kind: 'failed', reason: 'the API server told its end in words unknown here' };
  const { status, message = '', details } = parsed.data;
  if (status === 'Success') return { kind: 'exited', code: 0 };
  const code = details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  return code !== undefined && /^\d{1,3}$/u.test(code)
    ? { kind: 'exited', code: Number(code) }
    : { kind: 'failed', reason: printable(message) };
}

async function readUpTo(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
