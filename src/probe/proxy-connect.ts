import type { Socket } from 'node:net';

import type { TaskProxy } from '../model/agent-plan.js';
import { type Classification, classifyCode } from './classify.js';
import { errorCode } from './error-code.js';
import { formatHostPort } from './host-port.js';
import { type HttpHead, parseHead, recogniseMiddlebox } from './middlebox.js';
import { runPhase } from './phase.js';
import type { ProbeContext } from './probe-context.js';

/** Whether a proxy opened the way, and if not, why. */
export type ProxyResult = { readonly proxyMs: number } & (
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly failure: Classification;
      /** What the proxy answered. */
      readonly httpStatus?: number | undefined;
    }
);

/** What is asked of a proxy, and of which. */
export interface ProxyRequest {
  readonly proxy: TaskProxy;
  readonly host: string;
  readonly port: number;
}

/** The head of an answer that is longer than this is no proxy's. */
const headLimitBytes = 16_384;

/**
 * Asks the proxy at the other end of a socket for a tunnel (RFC 9110 §9.3.6). The socket is paused when it is open.
 *
 * Only 200 opens it, and what the proxy sends beyond its head is dropped, as Go's clients have it: a TLS server does
 * not speak first. SOURCE: Go net/http `Transport.dialConn`.
 */
export async function connectThroughProxy(
  socket: Socket,
  { proxy, host, port }: ProxyRequest,
  context: ProbeContext,
): Promise<ProxyResult> {
  const { clock } = context.world;
  const startedAt = clock.now();
  const target = formatHostPort(host, port);
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nUser-Agent: liqo-doctor\r\n\r\n`);
  const { value: head, isLate } = await runPhase(context.signal, context.limits.httpMs, (signal) =>
    readHead(socket, signal),
  );
  const proxyMs = clock.now() - startedAt;
  if (isLate) return { ok: false, failure: classifyCode('LATE', 'proxy'), proxyMs };
  if ('cause' in head)
    return { ok: false, failure: { outcome: 'proxy-failure', cause: head.cause }, proxyMs };
  if (head.status === 200) return { ok: true, proxyMs };
  return { ok: false, failure: explain(head, proxy), httpStatus: head.status, proxyMs };
}

function explain(head: HttpHead, { hasCredentials }: TaskProxy): Classification {
  const { status } = head;
  // Liqo would have shown its credentials; whether they are good is not known.
  if (status === 407 && hasCredentials) return { outcome: 'error', cause: 'proxy-credentials-withheld' };
  if (status === 407) return { outcome: 'proxy-failure', cause: 'proxy-authentication' };
  if (recogniseMiddlebox(head) === 'captive-portal') {
    return { outcome: 'proxy-failure', cause: 'captive-portal' };
  }
  return { outcome: 'proxy-failure', cause: status >= 500 ? 'proxy-upstream-failure' : 'proxy-refused' };
}

type Head = HttpHead | { readonly cause: string };

function readHead(socket: Socket, signal: AbortSignal): Promise<Head> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const settle = (head: Head) => {
      socket.off('data', read);
      socket.off('end', end);
      socket.off('close', end);
      socket.off('error', fail);
      signal.removeEventListener('abort', abort);
      socket.pause();
      resolve(head);
    };
    const read = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk.subarray(0, headLimitBytes - received.length + 1)]);
      const text = received.toString('latin1');
      const isHttp = 'HTTP/'.startsWith(text.slice(0, 5)) && received.length <= headLimitBytes;
      if (!isHttp) settle({ cause: 'not-a-proxy' });
      else if (/\r?\n\r?\n/.test(text)) settle(parseHead(received) ?? { cause: 'not-a-proxy' });
    };
    const end = () => settle({ cause: 'proxy-closed' });
    const fail = (error: unknown) =>
      settle({ cause: errorCode(error) === 'ECONNRESET' ? 'proxy-closed' : 'proxy-unreachable' });
    const abort = () => settle({ cause: received.length === 0 ? 'proxy-silent' : 'proxy-stalled' });
    socket.on('data', read);
    socket.once('end', end);
    socket.once('close', end);
    socket.once('error', fail);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}
