/** What stands in between and answers in the server's place. */
export type Middlebox = 'http-proxy' | 'captive-portal';

/** The part of an HTTP answer by which its sender is recognised; names of headers in lower case. */
export interface HttpHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * Recognises a proxy or a captive portal by what it answers. `undefined` for everything else, which may be any server.
 * Sources: RFC 9110 §15.5.8 and §11.7.1 (407, Proxy-Authenticate); RFC 6585 §6 (511); Squid `X-Squid-Error`.
 */
export function recogniseMiddlebox({ status, headers }: HttpHead): Middlebox | undefined {
  if (status === 511) return 'captive-portal';
  const isProxy =
    status === 407 ||
    Object.keys(headers).some((name) => name.startsWith('proxy-') || name === 'x-squid-error');
  return isProxy ? 'http-proxy' : undefined;
}

/**
 * The same for an answer in plain HTTP where TLS was due: there, being sent to another host is a captive portal too,
 * since a web server that wants TLS sends one to itself; and who says that it passed an answer on (`Via`, RFC 9110
 * §7.6.3) is a proxy, where inside TLS it may be the server's own load balancer.
 */
export function recognisePlainMiddlebox(head: HttpHead, host: string): Middlebox | undefined {
  const { location } = head.headers;
  const isElsewhere =
    head.status >= 300 &&
    head.status < 400 &&
    typeof location === 'string' &&
    URL.canParse(location) &&
    new URL(location).hostname.replace(/^\[|\]$/g, '') !== host.toLowerCase();
  const isPassedOn = head.headers['via'] !== undefined;
  return recogniseMiddlebox(head) ?? (isElsewhere ? 'captive-portal' : isPassedOn ? 'http-proxy' : undefined);
}

/** Reads the head of an HTTP answer out of its first bytes, which need not be all of it. `undefined` when it is none. */
export function parseHead(bytes: Buffer): HttpHead | undefined {
  const [head = ''] = bytes.toString('latin1').split(/\r?\n\r?\n/, 1);
  const [statusLine = '', ...lines] = head.split(/\r?\n/);
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(statusLine)?.[1];
  if (status === undefined) return undefined;
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return { status: Number(status), headers: Object.fromEntries(headers) };
}
