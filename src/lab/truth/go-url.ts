import type { AdvertisedAt } from './advertised.js';

/**
 * Where a client of Liqo connects that is given an `https` URL; `undefined` for one that it cannot read.
 *
 * Everything after the last colon has to be a port, unless the host stands in brackets: an IPv6 address without them is
 * understood where a port follows, refused where its last part has a letter, and otherwise cut at its last part.
 * Source: Go's net/url (parseHost, validOptionalPort, splitHostPort), with which Liqo up to v1.2.0 is built.
 */
export function whereGoConnects(url: string): AdvertisedAt | undefined {
  const [, authority = ''] = /^https:\/\/([^/?#]*)/.exec(url) ?? [];
  const [, host = '', port = ''] = authority.startsWith('[')
    ? (/^\[([^\]]*)\](:[^:]*)?$/.exec(authority) ?? [])
    : (/^([^[\]]*?)(:[^:]*)?$/.exec(authority) ?? []);
  if (host === '' || !/^(:\d*)?$/.test(port)) return undefined;
  return { host, port: port.length > 1 ? Number(port.slice(1)) : 443 };
}
