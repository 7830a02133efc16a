/** The part of a resolver configuration that decides which names are asked for. */
export interface ResolvConf {
  /** Search domains without a dot at their end, in order. */
  readonly search: readonly string[];
  /** A name with at least so many dots is asked for as it stands first. */
  readonly ndots: number;
}

const defaultNdots = 1;
const ndotsLimit = 15;
const nameLimit = 253;

/**
 * Reads the text of `/etc/resolv.conf`; `hostname` gives the search domain where the file names none.
 *
 * Source: resolv.conf(5); Go net/dnsconfig_unix.go `dnsReadConfig`, the resolver in Liqo's images.
 */
export function parseResolvConf(text: string, hostname: string): ResolvConf {
  let search: readonly string[] = hostname.split('.').slice(1).join('.').split(' ');
  let ndots = defaultNdots;
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    if (keyword === 'domain') search = values.slice(0, 1);
    if (keyword === 'search') search = values;
    if (keyword === 'options') ndots = values.map(ndotsOf).findLast((value) => value !== undefined) ?? ndots;
  }
  return { search: search.map(withoutLastDot).filter((domain) => domain !== ''), ndots };
}

function ndotsOf(option: string): number | undefined {
  const value = /^ndots:(-?\d+)$/.exec(option)?.[1];
  return value === undefined ? undefined : Math.min(Math.max(Number(value), 0), ndotsLimit);
}

/**
 * The full names that a host name may stand for, in the order in which the first one with addresses wins. A name with
 * a dot at its end stands for itself alone. Source: Go net/dnsclient_unix.go `dnsConfig.nameList`.
 */
export function candidateNames(host: string, { search, ndots }: ResolvConf): string[] {
  if (host.endsWith('.')) return [withoutLastDot(host)];
  const searched = search.map((domain) => `${host}.${domain}`).filter((name) => name.length <= nameLimit);
  const dots = host.split('.').length - 1;
  return dots >= ndots ? [host, ...searched] : [...searched, host];
}

function withoutLastDot(name: string): string {
  return name.replace(/\.$/, '');
}
