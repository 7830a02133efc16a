import { promises as systemDns, Resolver } from 'node:dns';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

import { whenAborted } from './deadline.js';
import { errorCode } from './error-code.js';
import { hostKey, parseHosts } from './hosts-file.js';
import { candidateNames, parseResolvConf } from './resolv-conf.js';
import type { Resolution } from './world.js';

/** Where a resolver finds its configuration. */
export interface ResolverSources {
  readonly resolvConf: string;
  readonly hosts: string;
  /** `address:port` of the DNS servers; by default those of `/etc/resolv.conf`. */
  readonly servers?: readonly string[] | undefined;
}

/** Resolves a name to addresses, or gives up with code `ABORTED`. A literal resolves to itself. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<Resolution>;

type Failed = Resolution & { readonly ok: false };

/**
 * A question is asked again and again while no answer comes: of twelve that get lost with their answers at 36 %, all are
 * lost once in 200,000 times. Kubernetes nodes are known to drop one of two questions that leave at once.
 */
const askAgainMs = 300;
const giveUpMs = 3900;

/** The weightiest first: what the server's trouble is, then whether the name exists. */
const byWeight = ['ESERVFAIL', 'EREFUSED', 'ECONNREFUSED', 'ETIMEOUT', 'ENODATA', 'ENOTFOUND'];

/**
 * This machine's resolver. On Linux names resolve as Liqo's own processes resolve them, whose Go resolver needs no C
 * library: hosts file, then DNS with search domains and `ndots`. Elsewhere the system decides, as it does for Go.
 */
export function createResolver(platform = process.platform): Resolve {
  let resolve: Resolve | undefined;
  const sources = { resolvConf: '/etc/resolv.conf', hosts: '/etc/hosts' };
  return (host, signal) => {
    if (isIP(host) !== 0) return Promise.resolve({ ok: true, addresses: [host] });
    resolve ??= abortable(platform === 'linux' ? resolverByFiles(sources) : resolveBySystem);
    return resolve(host, signal);
  };
}

/**
 * Resolves like Go's own resolver. All names that a host may stand for are asked for at once, and the first in order
 * that has addresses wins; the failure told is that of the name as it stands. Unlike the system's own, whose threads
 * are two at a time and wait ten seconds each for a dead server, it lets no name queue behind another.
 *
 * Source: Go net/dnsclient_unix.go `goLookupIPCNAMEOrder`.
 */
export function resolverByFiles(sources: ResolverSources): (host: string) => Promise<Resolution> {
  const conf = parseResolvConf(readText(sources.resolvConf), hostname());
  const hosts = parseHosts(readText(sources.hosts));
  const resolver = new Resolver({ timeout: giveUpMs, tries: 1 });
  if (sources.servers !== undefined) resolver.setServers(sources.servers);
  return async (host) => {
    const known = hosts.get(hostKey(host));
    if (known !== undefined) return { ok: true, addresses: known };
    const asked = candidateNames(host, conf).map((name) => ({ name, answer: ask(resolver, name) }));
    let failed: Failed | undefined;
    for (const { name, answer } of asked) {
      const resolution = await answer;
      if (resolution.ok) return resolution;
      if (failed === undefined || hostKey(name) === hostKey(host)) failed = resolution;
    }
    return failed ?? { ok: false, code: 'ENOTFOUND' };
  };
}

async function ask(resolver: Resolver, name: string): Promise<Resolution> {
  const answers = await Promise.all([askType(resolver, name, 'A'), askType(resolver, name, 'AAAA')]);
  const addresses = answers.flatMap((answer) => (answer.ok ? answer.addresses : []));
  if (addresses.length > 0) return { ok: true, addresses };
  const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]));
  return { ok: false, code: byWeight.find((code) => codes.includes(code)) ?? codes[0] ?? 'ENODATA' };
}

/** The first answer to a question, or `ETIMEOUT`. */
function askType(resolver: Resolver, name: string, type: 'A' | 'AAAA'): Promise<Resolution> {
  return new Promise((resolve) => {
    const settle = (resolution: Resolution) => {
      clearInterval(again);
      clearTimeout(limit);
      resolve(resolution);
    };
    const take = (error: Error | null, addresses: readonly string[] = []) => {
      if (error === null) settle({ ok: true, addresses });
      // That one question was in vain says nothing of the next.
      else if (errorCode(error) !== 'ETIMEOUT') settle({ ok: false, code: errorCode(error) });
    };
    const send = () => {
      if (type === 'A') resolver.resolve4(name, take);
      else resolver.resolve6(name, take);
    };
    const again = setInterval(send, askAgainMs);
    const limit = setTimeout(() => settle({ ok: false, code: 'ETIMEOUT' }), giveUpMs);
    send();
  });
}

async function resolveBySystem(host: string): Promise<Resolution> {
  try {
    const found = await systemDns.lookup(host, { all: true, verbatim: true });
    return { ok: true, addresses: found.map(({ address }) => address) };
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  }
}

/** Lets whoever asks for a name that is being asked for already share the answer, and each give up on its own. */
function abortable(resolveName: (host: string) => Promise<Resolution>): Resolve {
  const underWay = new Map<string, Promise<Resolution>>();
  const share = (host: string) => {
    const running = underWay.get(host) ?? resolveName(host).finally(() => underWay.delete(host));
    underWay.set(host, running);
    return running;
  };
  return async (host, signal) => {
    const aborted = whenAborted(signal);
    try {
      const giveUp = aborted.promise.then((): Resolution => ({ ok: false, code: 'ABORTED' }));
      return await Promise.race([giveUp, share(host)]);
    } finally {
      aborted.dispose();
    }
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
