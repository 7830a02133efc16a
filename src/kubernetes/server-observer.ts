import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

import { certificateNames } from '../model/certificate-names.js';

/** The certificate that a server presented. Dates as OpenSSL prints them, such as `Jan  1 00:00:00 2035 GMT`. */
export interface PresentedCertificate {
  /** DNS names and IP addresses, the latter in canonical form. */
  readonly names: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
}

/** What the header `Date` of an answer said, and when. */
export interface ClockReading {
  /** The header in milliseconds since the epoch; it is cut to whole seconds. */
  readonly dateMs: number;
  /** This machine's clock, in milliseconds since the epoch, when the head of the answer came. */
  readonly receivedAtMs: number;
  /** Milliseconds between the request and that, a new connection's handshake included. */
  readonly roundTripMs: number;
}

/** Looks at the answers of one server for what they tell beside their content. */
export interface ServerObserver {
  readonly see: (answer: IncomingMessage, roundTripMs: number) => void;
  readonly certificate: () => PresentedCertificate | undefined;
  readonly clock: () => ClockReading | undefined;
}

/** An observer that has seen nothing yet. */
export function createServerObserver(): ServerObserver {
  let certificate: PresentedCertificate | undefined;
  let clock: ClockReading | undefined;
  return {
    see: (answer, roundTripMs) => {
      certificate ??= presentedOn(answer);
      const dateMs = dateOf(answer.headers.date);
      if (dateMs === undefined || (clock !== undefined && clock.roundTripMs <= roundTripMs)) return;
      clock = { dateMs, receivedAtMs: Date.now(), roundTripMs };
    },
    certificate: () => certificate,
    clock: () => clock,
  };
}

function presentedOn({ socket }: IncomingMessage): PresentedCertificate | undefined {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (certificate === undefined) return undefined;
  const { subjectAltName, validFrom, validTo } = certificate;
  return { names: certificateNames(subjectAltName), validFrom, validTo };
}

/** Only the form that servers have to write (RFC 9110, section 5.6.7): `Date.parse` makes dates of almost anything. */
function dateOf(header: string | undefined): number | undefined {
  const isDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/u.test(header ?? '');
  const milliseconds = isDate ? Date.parse(header ?? '') : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
