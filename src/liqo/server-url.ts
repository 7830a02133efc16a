import type { Quirk } from '../model/advertised.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import { isIpv6 } from './address-kind.js';

/** Where an `https` URL leads. `hasPort` is false when the port 443 is only implied. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly hasPort: boolean;
  /** What follows host and port, such as `/k8s/clusters/c-x1`; empty or `/` when nothing. */
  readonly path: string;
  /** True when an IPv6 literal stands in the URL without brackets. */
  readonly lacksBrackets: boolean;
}

/**
 * Reads an `https` URL the way that Liqo's Go clients do, which take the text after the last colon as the port, so
 * that an IPv6 literal without brackets is understood when, and only when, a port follows it.
 * Fails with a clause that says what is wrong.
 *
 * Source: Go's net/url (parseHost, splitHostPort) before Go 1.26, with which Liqo up to v1.2.0 is built.
 */
export function parseServerUrl(url: string): Result<ServerAddress, string> {
  const parts = /^https:\/\/(?:[^/?#@]*@)?([^/?#]*)(.*)$/s.exec(url);
  if (parts === null) return failure(`${url} is not an https URL`);
  if (/^https:\/\/https?:\/\//.test(url)) return failure(`${url} has two schemes`);
  const [, authority = '', path = ''] = parts;
  const bracketed = /^\[([^\]]*)\](?::(\d*))?$/.exec(authority);
  const plain = /^(.*?)(?::(\d*))?$/s.exec(authority);
  const [, host = '', portText] = bracketed ?? plain ?? [];
  if (host === '') return failure(`${url} names no host`);
  const isLiteral = isIpv6(host);
  const lacksBrackets = isLiteral && bracketed === null;
  // Without brackets the last part of an address is read as its port, and refused where it has letters.
  if (lacksBrackets && portText === undefined) return failure(`${url} is malformed`);
  if (/[\s[\]]/.test(host) || (bracketed !== null && !isLiteral) || (host.includes(':') && !isLiteral)) {
    return failure(`${url} is malformed`);
  }
  const port = portText ? Number(portText) : 443;
  if (port < 1 || port > 65_535) return failure(`${url} names no valid port`);
  return success({ host, port, hasPort: Boolean(portText), path, lacksBrackets });
}

/** An IPv6 address in a URL without brackets. */
export function missingBracketsQuirk(url: string): Quirk {
  return {
    kind: 'missing-brackets',
    text:
      `Liqo writes the IPv6 address in ${url} without brackets, which is no valid URL; ` +
      'clients understand it only because a port follows.',
  };
}
