import type { CertificateProblem } from './certificate.js';
import { classifyCode } from './classify.js';
import { withDeadline } from './deadline.js';
import { type HttpAnswer, httpGet } from './http-get.js';
import { ended, type ProbeContext, type Progress, type Seen } from './probe-context.js';
import { probeTcp } from './probe-tcp.js';
import { probeTls, type TlsExpectation } from './probe-tls.js';

/** One GET over TLS, and by whom the server's certificate must be signed. */
export interface HttpsRequest {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly expectation: TlsExpectation;
  /** True when a client would turn away because of the certificate: then nothing is asked of the server either. */
  readonly verifies: boolean;
}

/** An HTTP answer with how it was reached, or what was seen instead. */
export type HttpsResult =
  | { readonly ok: true; readonly answer: HttpAnswer & { readonly ok: true }; readonly progress: Progress }
  | { readonly ok: false; readonly seen: Seen };

/** Goes through DNS, TCP, TLS and HTTP, and stops at the first phase that fails. */
export async function exchangeHttps(request: HttpsRequest, context: ProbeContext): Promise<HttpsResult> {
  const { host, port, expectation } = request;
  const tcp = await probeTcp(host, port, context);
  if (!tcp.ok) return tcp;
  const reached: Progress = {
    ...(tcp.address !== undefined && { address: tcp.address }),
    localAddress: tcp.localAddress,
    timingsMs: tcp.timingsMs,
  };
  const tls = await probeTls(tcp.socket, expectation, context);
  const timingsMs = { ...tcp.timingsMs, tls: tls.tlsMs };
  if (!tls.ok) {
    const status = tls.httpStatus === undefined ? {} : { httpStatus: tls.httpStatus };
    return { ok: false, seen: ended({ ...reached, ...status, timingsMs }, 'tls', tls.failure) };
  }
  try {
    const secured = { ...reached, timingsMs, ...(tls.judged && { certificate: tls.judged.certificate }) };
    if (request.verifies && tls.judged?.problem !== undefined) return refuse(secured, tls.judged.problem);
    const startedAt = context.world.clock.now();
    const answer = await withDeadline(context.signal, context.limits.httpMs, (signal) =>
      httpGet(tls.socket, request, signal),
    );
    const http = context.world.clock.now() - startedAt;
    return conclude(answer, { ...secured, timingsMs: { ...timingsMs, http } }, tls.ending());
  } finally {
    tls.socket.destroy();
  }
}

function refuse(progress: Progress, cause: CertificateProblem): HttpsResult {
  return { ok: false, seen: ended(progress, 'tls', { outcome: 'tls-failure', cause }) };
}

function conclude(answer: HttpAnswer, progress: Progress, ending: string | undefined): HttpsResult {
  if (answer.ok) return { ok: true, answer, progress: { ...progress, httpStatus: answer.status } };
  // Node calls every early end of an HTTP connection a reset; the tap knows which it was.
  const code = answer.code === 'ECONNRESET' ? (ending ?? 'CLOSED') : answer.code;
  const failure = classifyCode(code, 'http');
  // In TLS 1.3 a client hears only after its own last message that its certificate is missed (RFC 8446 §4.4.2.4).
  const phase = failure.outcome === 'tls-failure' ? 'tls' : 'http';
  return { ok: false, seen: ended(progress, phase, failure) };
}
