import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

import { type CertificateExpectation, judgeCertificate, type JudgedCertificate } from './certificate.js';
import { type Classification, classifyCode } from './classify.js';
import { clientContext } from './client-contexts.js';
import { errorCode } from './error-code.js';
import { recognisePlainMiddlebox } from './middlebox.js';
import { runPhase } from './phase.js';
import type { ProbeContext } from './probe-context.js';
import { type Tap, tapSocket } from './tap.js';
import { recogniseFirstBytes, wantsClientCertificate } from './tls-bytes.js';

/** By whom the server's certificate must have been signed, and for which host. */
export interface TlsExpectation extends Omit<CertificateExpectation, 'now'> {
  /** Sent as the server's name (SNI); the host, where it is a name, when absent. */
  readonly servername?: string | undefined;
}

/** A TLS connection with the judged certificate, or what went wrong with the handshake. */
export type TlsResult =
  | {
      readonly ok: true;
      /** The only thing to destroy: Node 20 crashes when the socket underneath is destroyed as well. */
      readonly socket: TLSSocket;
      readonly judged: JudgedCertificate | undefined;
      readonly tlsMs: number;
      /** How the other side ended the TCP connection, as `Tap` tells it. */
      readonly ending: () => string | undefined;
    }
  | {
      readonly ok: false;
      readonly failure: Classification;
      /** The status of a server that answered the TLS greeting in plain HTTP. */
      readonly httpStatus?: number | undefined;
      readonly tlsMs: number;
    };

/**
 * Speaks TLS on a connected socket, which it takes over. Any certificate is accepted on the wire, then judged: what
 * a verifying client would say is in `judged`, and whether it matters is the caller's business.
 */
export async function probeTls(
  socket: Socket,
  expectation: TlsExpectation,
  context: ProbeContext,
): Promise<TlsResult> {
  const { clock } = context.world;
  const startedAt = clock.now();
  const tap = tapSocket(socket);
  const tls = connect({
    socket: tap.stream,
    rejectUnauthorized: false,
    // The name is judged apart from the chain.
    checkServerIdentity: () => undefined,
    ...serverName(expectation),
    secureContext: clientContext(expectation.certificateAuthority),
  });
  const { value, isLate } = await runPhase(context.signal, context.limits.tlsMs, (signal) =>
    handshakeEnd(tls, signal),
  );
  const code = isLate ? 'LATE' : value;
  const tlsMs = clock.now() - startedAt;
  if (code === undefined) {
    const judged = judgeCertificate(tls, { ...expectation, now: clock.wallTime() });
    return { ok: true, socket: tls, judged, tlsMs, ending: tap.ending };
  }
  tls.destroy();
  return { ok: false, tlsMs, ...explain(code, tap, expectation.host) };
}

/** RFC 6066 §3: no address in server_name. */
function serverName({ host, servername }: TlsExpectation): { readonly servername?: string } {
  if (servername !== undefined) return { servername };
  return isIP(host) === 0 ? { servername: host.replace(/\.$/, '') } : {};
}

/** How a handshake ended: `undefined` when it succeeded. */
function handshakeEnd(tls: TLSSocket, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    tls.once('secureConnect', () => resolve(undefined));
    // Stays attached: an error may still come after the handshake.
    tls.on('error', (error) => resolve(errorCode(error)));
    tls.once('close', () => resolve('CLOSED'));
    signal.addEventListener('abort', () => resolve('ABORTED'));
    if (signal.aborted) resolve('ABORTED');
  });
}

/** Alerts by which TLS 1.2 servers turn a client without certificate away; they have other meanings too. */
const ambiguousAlerts: ReadonlySet<string> = new Set([
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSLV3_ALERT_NO_CERTIFICATE',
]);

/** The bytes on the wire come first: TLS reports everything that is not TLS, and every early end, as one error. */
function explain(code: string, tap: Tap, host: string): { failure: Classification; httpStatus?: number } {
  const bytes = tap.received();
  if (code === 'LATE') return { failure: classifyCode(code, 'tls') };
  const first = recogniseFirstBytes(bytes);
  switch (first.kind) {
    case 'http': {
      const cause = recognisePlainMiddlebox(first.head, host) ?? 'not-tls';
      return { failure: { outcome: 'tls-failure', cause }, httpStatus: first.head.status };
    }
    case 'other':
      return { failure: { outcome: 'tls-failure', cause: 'not-tls' } };
    case 'nothing':
      return { failure: classifyCode(code === 'ABORTED' ? code : (tap.ending() ?? code), 'tls') };
    case 'tls':
      return { failure: explainTls(code, bytes, tap.ending()) };
  }
}

function explainTls(code: string, bytes: Buffer, ending: string | undefined): Classification {
  if (ambiguousAlerts.has(code) && wantsClientCertificate(bytes)) {
    return { outcome: 'tls-failure', cause: 'client-certificate-wanted' };
  }
  // The answer began and never came whole: large packets may be lost on the way.
  if (code === 'ABORTED') return { outcome: 'tls-failure', cause: 'stalled-handshake' };
  const isAlert = code.startsWith('ERR_SSL_');
  return classifyCode(isAlert ? code : (ending ?? code), 'tls');
}
