import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

import { printable } from '../kubernetes/printable.js';
import { certificateNames } from '../model/certificate-names.js';
import type { ApiServerFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';

/** What the certificate of an API server says. */
export type ServerCertificate = Pick<ApiServerFacts, 'certificateNames' | 'certificateExpiresAt'>;

/** Long enough for a handshake with a server on another continent through a slow line. */
const timeoutMs = 5_000;

/**
 * Reads the certificate that a server presents, without judging it: a handshake, and no request.
 *
 * Goes to the server of the URL itself, also where the kubeconfig names a proxy: behind one it may stay unknown.
 */
export async function readServerCertificate(serverUrl: string): Promise<ServerCertificate> {
  const url = new URL(serverUrl);
  if (url.protocol !== 'https:') return bothUnknown('the API server is reached over plain HTTP');
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const port = url.port === '' ? 443 : Number(url.port);
  const certificate = await handshake(host, port);
  if (typeof certificate === 'string') return bothUnknown(certificate);
  const source = `the certificate presented at ${url.host}`;
  return {
    certificateNames: known(
      certificateNames(certificate.subjectAltName).map((name) => printable(name)),
      source,
    ),
    certificateExpiresAt: expiryOf(certificate.validTo, source),
  };
}

interface PresentedCertificate {
  readonly subjectAltName: string | undefined;
  readonly validTo: string;
}

/** The certificate, or why there is none. */
function handshake(host: string, port: number): Promise<PresentedCertificate | string> {
  return new Promise((resolve) => {
    const options = {
      host,
      port,
      ...(isIP(host) === 0 && { servername: host }),
      // Nothing is sent, and what is presented is what is wanted, trusted or not.
      rejectUnauthorized: false,
      // Node's own 250 ms for each address abandon a server on another continent.
      autoSelectFamilyAttemptTimeout: 2_500,
    };
    const socket = connect(options);
    const finish = (result: PresentedCertificate | string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(
      () => finish(`the API server finished no TLS handshake within ${timeoutMs / 1000} s`),
      timeoutMs,
    );
    socket.once('secureConnect', () => finish(presentedBy(socket)));
    // A server that asks for a client certificate may break off after the handshake.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(`the TLS handshake with the API server failed (${printable(error.code ?? error.name, 60)})`),
    );
    socket.once('close', () => finish('the API server closed the connection during the TLS handshake'));
  });
}

function presentedBy(socket: TLSSocket): PresentedCertificate | string {
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined
    ? 'the API server presented no certificate'
    : { subjectAltName: certificate.subjectAltName, validTo: certificate.validTo };
}

function expiryOf(validTo: string, source: string): Fact<string> {
  const expiry = new Date(validTo);
  return Number.isNaN(expiry.getTime())
    ? unknown('the certificate names no valid end of its lifetime')
    : known(expiry.toISOString(), source);
}

function bothUnknown(reason: string): ServerCertificate {
  return { certificateNames: unknown(reason), certificateExpiresAt: unknown(reason) };
}
