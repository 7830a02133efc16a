import { domainToASCII } from 'node:url';

import { isGoLoopback, isInGoRange, parseGoIp, parseGoRange, type GoIp } from './go-ip.js';

/** The environment variables by which a Go program chooses its proxy; `undefined` for one that is unset or empty. */
export interface ProxyEnvironment {
  readonly httpsProxy?: string | undefined;
  readonly httpProxy?: string | undefined;
  readonly noProxy?: string | undefined;
}

/** A server that a client is about to call. `host` is a name or an address, an IPv6 one without brackets. */
export interface ProxiedTarget {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
}

/** A proxy's URL in its parts. */
export interface ProxyAddress {
  /** In lower case, such as `http`, `https` or `socks5`. */
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** True when the URL carries a user name or a password. */
  readonly hasCredentials: boolean;
}

/** The variables out of an environment: the upper case one wins unless it is empty. Source: httpproxy `FromEnvironment`. */
export function proxyEnvironmentOf(env: Readonly<Record<string, string | undefined>>): ProxyEnvironment {
  const variable = (name: string) =>
    [env[name], env[name.toLowerCase()]].find((value) => value !== undefined && value !== '');
  return {
    httpsProxy: variable('HTTPS_PROXY'),
    httpProxy: variable('HTTP_PROXY'),
    noProxy: variable('NO_PROXY'),
  };
}

/**
 * The URL of the proxy through which a Go program calls a server, by its environment; `undefined` when it goes straight.
 *
 * `localhost` and loopback addresses always go straight. Entries of `NO_PROXY`, separated by commas: `*`; an address or
 * a range such as `10.0.0.0/8`; a name, which stands for its subdomains too; `.name` or `*.name`, which stand for the
 * subdomains alone. All but a range may end in a port, before which an IPv6 address needs brackets, as it must not have
 * them without one. SOURCE: Go golang.org/x/net/http/httpproxy, which net/http and client-go use.
 */
export function proxyUrlFor(environment: ProxyEnvironment, target: ProxiedTarget): string | undefined {
  const configured = target.scheme === 'https' ? environment.httpsProxy : environment.httpProxy;
  if (configured === undefined || configured === '') return undefined;
  const proxy = withScheme(configured);
  if (parseProxyUrl(proxy) === undefined || isExempt(target, environment.noProxy ?? '')) return undefined;
  return proxy;
}

/** The parts of a proxy's URL; `undefined` when it is none. Default ports are those of Go net/http's transport. */
export function parseProxyUrl(text: string): ProxyAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(text);
  const scheme = protocol.slice(0, -1);
  const host = hostname.replace(/^\[|\]$/gu, '');
  if (host === '') return undefined;
  return {
    scheme,
    host,
    port: port === '' ? (defaultPorts[scheme] ?? 0) : Number(port),
    hasCredentials: username !== '' || password !== '',
  };
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

/** `proxy:3128` is a URL with scheme `proxy` and without host, hence the second reading. Source: httpproxy `parseProxy`. */
function withScheme(text: string): string {
  return /^[a-z][\d+.a-z-]*:\/\/[^#/?]/iu.test(text) && URL.canParse(text) ? text : `http://${text}`;
}

interface Called {
  readonly host: string;
  readonly port: string;
  readonly ip: GoIp | undefined;
}

function isExempt({ host, port }: ProxiedTarget, noProxy: string): boolean {
  if (host === 'localhost') return true;
  const ip = parseGoIp(host.replace(/%.*$/u, ''));
  if (ip !== undefined && isGoLoopback(ip)) return true;
  const called: Called = { host: toAscii(host.trim()).toLowerCase(), port: String(port), ip };
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && exempts(entry, called));
}

function exempts(entry: string, { host, port, ip }: Called): boolean {
  if (entry === '*') return true;
  const range = parseGoRange(entry);
  if (range !== undefined) return ip !== undefined && isInGoRange(ip, range);
  const { host: name, port: wantedPort } = splitHostPort(entry) ?? { host: entry, port: '' };
  if (name === '' || (wantedPort !== '' && wantedPort !== port)) return false;
  const address = parseGoIp(name);
  if (address !== undefined) return address.bits === ip?.bits && address.value === ip.value;
  const domain = name.replace(/^\*(?=\.)/u, '');
  if (domain.startsWith('.')) return host.endsWith(`.${toAscii(domain.slice(1))}`);
  const ascii = toAscii(domain);
  return host === ascii || host.endsWith(`.${ascii}`);
}

/** Host and port of `host:port` or `[address]:port`; `undefined` where Go's `net.SplitHostPort` reports an error. */
function splitHostPort(text: string): { readonly host: string; readonly port: string } | undefined {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\][]*)\]|([^\][:]*)):([^\][:]*)$/u.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? undefined : { host, port };
}

/** Names beyond ASCII are compared in their encoded form. */
function toAscii(name: string): string {
  if (/^[\u0000-\u007F]*$/u.test(name)) return name;
  const encoded = domainToASCII(name);
  return encoded === '' ? name : encoded;
}
