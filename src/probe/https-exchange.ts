import type { Socket } from 'node:net';

import type { TaskProxy } from '../model/agent-plan.js';
import type { Certificate } from '../model/observation.js';
import { type CertificateProblem, isOfSisterAuthority } from './certificate.js';
import { type Classification, classifyCode } from './classify.js';
import { type HttpAnswer, httpGet } from './http-get.js';
import { lookAgain } from './look-again.js';
import { runPhase } from './phase.js';
import { ended, type ProbeContext, type Progress, type Seen } from './probe-context.js';
import { probeTcp } from './probe-tcp.js';
import { probeTls, type TlsExpectation, type TlsResult } from './probe-tls.js';
import { connectThroughProxy } from './proxy-connect.js';
import { proxyFailure } from './through-proxy.js';

/** One GET over TLS, and by whom the server's certificate must be signed. */
export interface HttpsRequest {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly expectation: TlsExpectation;
  /** True when a client would turn away because of the certificate: then nothing is asked of the server either. */
  readonly verifies: boolean;
  /** Where the dialled address belongs to a proxy. */
  readonly proxy?: TaskProxy | undefined;
}

/** An HTTP answer with how it was reached, or what was seen instead. */
export type HttpsResult =
  | { readonly ok: true; readonly answer: HttpAnswer & { readonly ok: true }; readonly progress: Progress }
  | { readonly ok: false; readonly seen: Seen };

/**
 * Goes through TCP, the proxy if there is one, TLS and HTTP at one address, the proxy's own if there is one, and stops
 * at the first phase that fails.
 */
export async function exchangeHttps(
  address: string,
  request: HttpsRequest,
  context: ProbeContext,
): Promise<HttpsResult> {
  const reached = await reach(address, request, context);
  if (!reached.ok) return reached;
  const tls = await probeTls(reached.socket, request.expectation, context);
  const progress = withTiming(reached.progress, 'tls', tls.tlsMs);
  if (!tls.ok) return { ok: false, seen: await explainTls(tls, progress, { address, request, context }) };
  try {
    const secured = { ...progress, ...(tls.judged && { certificate: tls.judged.certificate }) };
    if (request.verifies && tls.judged?.problem !== undefined) {
      return { ok: false, seen: refuse(secured, tls.judged.problem, request.expectation) };
    }
    const startedAt = context.world.clock.now();
    const { value: answer, isLate } = await runPhase(context.signal, context.limits.httpMs, (signal) =>
      httpGet(tls.socket, request, signal),
    );
    const answered = withTiming(secured, 'http', context.world.clock.now() - startedAt);
    return conclude(isLate ? { ok: false, code: 'LATE' } : answer, answered, tls.ending());
  } finally {
    tls.socket.destroy();
  }
}

type Reached =
  | { readonly ok: true; readonly socket: Socket; readonly progress: Progress }
  | { readonly ok: false; readonly seen: Seen };

async function reach(
  address: string,
  { host, port, proxy }: HttpsRequest,
  context: ProbeContext,
): Promise<Reached> {
  const tcp = await probeTcp(address, proxy?.port ?? port, context);
  const dialled: Progress = { timingsMs: { tcp: tcp.tcpMs } };
  if (!tcp.ok) {
    const failure = proxy === undefined ? tcp.failure : proxyFailure(tcp.failure);
    return { ok: false, seen: ended(dialled, 'tcp', failure) };
  }
  const progress: Progress = { ...dialled, localAddress: tcp.localAddress };
  if (proxy === undefined) return { ok: true, socket: tcp.socket, progress };
  const tunnel = await connectThroughProxy(tcp.socket, { proxy, host, port }, context);
  const asked = withTiming(progress, 'proxy', tunnel.proxyMs);
  if (tunnel.ok) return { ok: true, socket: tcp.socket, progress: asked };
  tcp.socket.destroy();
  const status = tunnel.httpStatus === undefined ? {} : { httpStatus: tunnel.httpStatus };
  return { ok: false, seen: ended({ ...asked, ...status }, 'proxy', tunnel.failure) };
}

function withTiming(progress: Progress, phase: string, ms: number): Progress {
  return { ...progress, timingsMs: { ...progress.timingsMs, [phase]: ms } };
}

interface FirstLook {
  readonly address: string;
  readonly request: HttpsRequest;
  readonly context: ProbeContext;
}

async function explainTls(
  tls: TlsResult & { readonly ok: false },
  progress: Progress,
  { address, request, context }: FirstLook,
): Promise<Seen> {
  const { host, port, proxy } = request;
  // What a tunnel's end means, a second tunnel would not tell.
  const failure =
    proxy === undefined ? await lookAgain(tls.failure, { address, port, host }, context) : tls.failure;
  const status = tls.httpStatus === undefined ? {} : { httpStatus: tls.httpStatus };
  return ended({ ...progress, ...status }, 'tls', failure);
}

function refuse(progress: Progress, cause: CertificateProblem, expectation: TlsExpectation): Seen {
  const failure: Classification =
    cause === 'unknown-authority' && isOtherCluster(progress.certificate, expectation)
      ? { outcome: 'wrong-cluster', cause: 'other-authority' }
      : { outcome: 'tls-failure', cause };
  return ended(progress, 'tls', failure);
}

/**
 * A certificate made for an API server (it names the Service of one) by an authority that is called like the expected
 * one but is another: clusters that were set up in the same way are told apart by that. A proxy that inspects TLS signs
 * with an authority of its own name.
 */
function isOtherCluster(
  certificate: Certificate | undefined,
  { certificateAuthority }: TlsExpectation,
): boolean {
  if (certificate === undefined || certificateAuthority === undefined) return false;
  return (
    certificate.names.includes('kubernetes.default.svc') &&
    isOfSisterAuthority(certificate.issuer, certificateAuthority)
  );
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
