import type { Outcome, Phase } from '../model/observation.js';

/** What an error code means for a probe. `cause` is absent where the outcome says it all. */
export interface Classification {
  readonly outcome: Outcome;
  readonly cause?: string | undefined;
}

/** Codes that mean the same in every phase that has a socket. Source: connect(2), udp(7), ip(7), icmp(7). */
const socketCodes: Readonly<Record<string, Classification>> = {
  ECONNREFUSED: { outcome: 'refused' },
  ECONNRESET: { outcome: 'reset', cause: 'rst' },
  EPIPE: { outcome: 'reset', cause: 'rst' },
  CLOSED: { outcome: 'reset', cause: 'fin' },
  ETIMEDOUT: { outcome: 'filtered' },
  EHOSTUNREACH: { outcome: 'unreachable', cause: 'host-unreachable' },
  EHOSTDOWN: { outcome: 'unreachable', cause: 'host-unreachable' },
  ENETUNREACH: { outcome: 'unreachable', cause: 'network-unreachable' },
  ENETDOWN: { outcome: 'unreachable', cause: 'network-unreachable' },
  // A policy: ICMPv6 administratively prohibited, or a `prohibit` route on this machine.
  EACCES: { outcome: 'unreachable', cause: 'prohibited' },
  ENOPROTOOPT: { outcome: 'unreachable', cause: 'protocol-unreachable' },
  // This machine's own firewall or a `blackhole` route: nothing left it.
  EPERM: { outcome: 'unreachable', cause: 'own-firewall' },
  EINVAL: { outcome: 'unreachable', cause: 'own-route' },
  EADDRNOTAVAIL: { outcome: 'unreachable', cause: 'no-own-address' },
  EAFNOSUPPORT: { outcome: 'unreachable', cause: 'no-own-address' },
  EMFILE: { outcome: 'error', cause: 'too-many-open-files' },
  ENFILE: { outcome: 'error', cause: 'too-many-open-files' },
};

/** Source: getaddrinfo(3) as Node reports it, and c-ares. */
const dnsCodes: Readonly<Record<string, string>> = {
  ENOTFOUND: 'nxdomain',
  ENODATA: 'no-address',
  ESERVFAIL: 'servfail',
  EREFUSED: 'dns-refused',
  ECONNREFUSED: 'dns-unreachable',
  EAI_AGAIN: 'temporary-failure',
  ETIMEOUT: 'dns-timeout',
  ABORTED: 'dns-timeout',
  EBADNAME: 'bad-name',
};

/** Alerts by which a server turns a client without certificate away. Source: RFC 5246 §7.2.2, RFC 8446 §6.2. */
const certificateAlerts: ReadonlySet<string> = new Set([
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED',
]);

/** What OpenSSL's reasons mean; others pass through under their own name. */
const tlsCodes: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'unrecognized-name',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'protocol-version',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'protocol-version',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'handshake-failure',
  ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR: 'internal-error-alert',
};

/**
 * Turns an error code of the outside world into an outcome and a cause. It is the only place where that is done.
 *
 * `ABORTED` stands for the phase's own deadline, `CLOSED` for an orderly end of the connection (FIN) where an answer
 * was due, `STALLED` for an answer that began and did not come whole in time, `FLOODED` for one that did not end, `LATE`
 * for a phase that this program was too busy to follow. Codes that nobody foresaw give outcome `error` with the code, in lower case, as the cause.
 */
export function classifyCode(code: string, phase: Phase): Classification {
  if (code === 'LATE') return { outcome: 'error', cause: 'prober-overloaded' };
  if (phase === 'dns') return { outcome: 'dns-failure', cause: dnsCodes[code] ?? causeOf(code) };
  if (code === 'ABORTED') return classifyDeadline(phase);
  if (code === 'STALLED') return { outcome: 'wrong-service', cause: 'stalled-answer' };
  if (code === 'FLOODED')
    return { outcome: phase === 'tls' ? 'tls-failure' : 'wrong-service', cause: 'flooded' };
  if (certificateAlerts.has(code)) return { outcome: 'tls-failure', cause: 'client-certificate-wanted' };
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return { outcome: 'tls-failure', cause: tlsCodes[code] ?? causeOf(code) };
  }
  if (code === 'HPE_HEADER_OVERFLOW') return { outcome: 'wrong-service', cause: 'oversized-header' };
  // The HTTP parser's own codes: bytes came that are not HTTP.
  if (code.startsWith('HPE_')) return { outcome: 'wrong-service', cause: 'not-http' };
  return socketCodes[code] ?? { outcome: 'error', cause: causeOf(code) };
}

function classifyDeadline(phase: Exclude<Phase, 'dns'>): Classification {
  switch (phase) {
    case 'tcp':
      return { outcome: 'filtered' };
    case 'proxy':
      return { outcome: 'proxy-failure', cause: 'proxy-silent' };
    case 'tls':
      return { outcome: 'tls-failure', cause: 'accepted-then-silent' };
    case 'http':
      return { outcome: 'wrong-service', cause: 'accepted-then-silent' };
    case 'udp':
      return { outcome: 'silent' };
  }
}

function causeOf(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

/** From best to least telling: what a far host said beats silence, and silence beats this machine's own lack of a route. */
const telling: readonly Outcome[] = ['reset', 'refused', 'unreachable', 'filtered', 'silent', 'error'];

/**
 * How much a failure tells when several addresses of one name failed in different ways; lower tells more.
 * A network without route ranks last but for errors, because a missing address family looks like that.
 */
export function tellingRank({ outcome, cause }: Classification): number {
  const isOwnLack = cause === 'network-unreachable' || cause === 'no-own-address' || cause === 'own-route';
  if (outcome === 'unreachable' && isOwnLack) return telling.indexOf('silent') + 0.5;
  const rank = telling.indexOf(outcome);
  return rank === -1 ? telling.length : rank;
}
