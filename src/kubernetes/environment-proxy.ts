import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that kubectl and liqoctl would go through to reach a server, by the environment alone; `undefined` when
 * they would go straight.
 *
 * `HTTPS_PROXY` (or `HTTP_PROXY` for a plain HTTP server) in upper or lower case, unless `NO_PROXY` exempts the host:
 * `*`; an IP address; a range such as `10.0.0.0/8`; a name, which stands for its subdomains too; `.name`, which stands
 * for the subdomains alone; each but a range with an optional port. localhost and loopback addresses are always exempt.
 * SOURCE: Go golang.org/x/net/http/httpproxy, which client-go uses and client-node does not follow.
 */
export function proxyFromEnvironment(env: Environment, serverUrl: string): string | undefined {
  const url = new URL(serverUrl);
  const proxy = variable(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === undefined || isExempt(url, variable(env, 'NO_PROXY') ?? '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function variable(env: Environment, name: string): string | undefined {
  return [env[name], env[name.toLowerCase()]].find((value) => value !== undefined && value !== '');
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/gu, '').toLowerCase();
  if (host === 'localhost' || isWithin(host, '127.0.0.0/8') || host === '::1') return true;
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return noProxy
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .some((entry) => entry !== '' && exempts(entry, host, port));
}

function exempts(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(host, entry);
  const bracketed = /^\[(.+)\](?::(\d+))?$/u.exec(entry);
  // A bare IPv6 address is full of colons, none of which begins a port.
  const [, name = '', wantedPort] =
    bracketed ?? (isIP(entry) === 6 ? ['', entry] : (/^([^:]*)(?::(\d+))?$/u.exec(entry) ?? []));
  if (name === '' || (wantedPort !== undefined && wantedPort !== port)) return false;
  if (isIP(host) !== 0)
    return isIP(name) === isIP(host) && isWithin(host, `${name}/${isIP(name) === 4 ? 32 : 128}`);
  const domain = name.replace(/^\*?\./u, '');
  return host.endsWith(`.${domain}`) || (domain === name && host === domain);
}

function isWithin(host: string, range: string): boolean {
  const [address = '', length = ''] = range.split('/');
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/u.test(length) || Number(length) > longest)
    return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(length), type);
  return list.check(host, type);
}
