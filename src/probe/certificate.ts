import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

import { certificateNames } from '../model/certificate-names.js';
import type { Certificate } from '../model/observation.js';

/** By what a certificate is judged. */
export interface CertificateExpectation {
  /** The name or address that the client dials. */
  readonly host: string;
  /** PEM of the authority the chain must lead to. */
  readonly certificateAuthority?: string | undefined;
  /** True when the public authorities known to this program decide. */
  readonly publicAuthorities?: boolean | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What makes a client that verifies turn away, the weightiest first; `undefined` when nothing does. */
export type CertificateProblem = 'unknown-authority' | 'expired' | 'not-yet-valid' | 'wrong-name';

/** A presented certificate and what is wrong with it. */
export interface JudgedCertificate {
  readonly certificate: Certificate;
  readonly problem: CertificateProblem | undefined;
}

const namesKept = 100;
const textKept = 512;
const chainLimit = 8;

/** OpenSSL's verdicts that concern dates only; the chain itself may or may not be trusted then. */
const dateErrors: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * Judges a server's certificate: chain, dates and name, each on its own, since a client reports only the first fault.
 * `undefined` when the server presented none.
 */
export function judgeCertificate(
  socket: TLSSocket,
  expectation: CertificateExpectation,
): JudgedCertificate | undefined {
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined) return undefined;
  const chainError = chainErrorOf(socket);
  const trusted = isTrusted(leaf, chainError, expectation);
  const nameMatches = matchesHost(leaf, expectation.host);
  const dates = dateProblem(leaf, chainError, expectation.now);
  const problem =
    trusted === false ? 'unknown-authority' : (dates ?? (nameMatches ? undefined : 'wrong-name'));
  return {
    certificate: {
      subject: oneLine(leaf.subject),
      issuer: oneLine(leaf.issuer),
      names: keptNames(leaf),
      notBefore: isoDate(leaf.validFrom),
      notAfter: isoDate(leaf.validTo),
      fingerprint: leaf.fingerprint256,
      trusted,
      nameMatches,
    },
    problem,
  };
}

function chainErrorOf(socket: TLSSocket): string | undefined {
  // Typed as an Error, but at run time the code as a string, or null.
  const error: unknown = socket.authorizationError;
  return typeof error === 'string' ? error : undefined;
}

function isTrusted(
  leaf: X509Certificate,
  chainError: string | undefined,
  { certificateAuthority, publicAuthorities }: CertificateExpectation,
): boolean | null {
  if (certificateAuthority === undefined) return publicAuthorities === true ? chainError === undefined : null;
  if (chainError === undefined || !dateErrors.has(chainError)) return chainError === undefined;
  // OpenSSL's last word was on dates and may have covered an unknown issuer.
  return leadsTo(leaf, parseAuthorities(certificateAuthority));
}

function leadsTo(leaf: X509Certificate, authorities: readonly X509Certificate[]): boolean {
  let current = leaf;
  for (let depth = 0; depth < chainLimit; depth += 1) {
    if (authorities.some((authority) => isAnchoredIn(current, authority))) return true;
    const issuer = current.issuerCertificate;
    if (issuer === undefined || !current.verify(issuer.publicKey)) return false;
    current = issuer;
  }
  return false;
}

function isAnchoredIn(certificate: X509Certificate, authority: X509Certificate): boolean {
  if (certificate.fingerprint256 === authority.fingerprint256) return true;
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function parseAuthorities(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/**
 * Whether an issuer's name is that of an expected authority. What k3s and RKE2 append after `@`, a time, is left out.
 * `issuer` reads as in `Certificate`; an authority's name is compared whole.
 */
export function isOfSisterAuthority(issuer: string, certificateAuthority: string): boolean {
  const nameOf = (name: string) => name.replace(/@\d+$/, '');
  return parseAuthorities(certificateAuthority).some(
    ({ subject }) => nameOf(oneLine(subject)) === nameOf(issuer),
  );
}

function dateProblem(
  leaf: X509Certificate,
  chainError: string | undefined,
  now: number,
): CertificateProblem | undefined {
  if (now > Date.parse(leaf.validTo)) return 'expired';
  if (now < Date.parse(leaf.validFrom)) return 'not-yet-valid';
  // An authority further up may be out of date while the leaf is not.
  if (chainError === 'CERT_HAS_EXPIRED') return 'expired';
  return chainError === 'CERT_NOT_YET_VALID' ? 'not-yet-valid' : undefined;
}

/**
 * Whether the certificate is valid for a host as Go's clients see it: by its alternative names only, the common name
 * does not count. Source: Go crypto/x509 `Certificate.VerifyHostname`; RFC 6125 §6.4.3 for wildcards.
 */
function matchesHost(leaf: X509Certificate, host: string): boolean {
  if (isIP(host) !== 0) return leaf.checkIP(host) !== undefined;
  const options = { subject: 'never', partialWildcards: false } as const;
  return leaf.checkHost(host.replace(/\.$/, ''), options) !== undefined;
}

/** A certificate may name thousands of hosts; a report needs some. */
function keptNames(leaf: X509Certificate): string[] {
  return certificateNames(leaf.subjectAltName).slice(0, namesKept).map(oneLine);
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ', ').slice(0, textKept);
}

function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}
