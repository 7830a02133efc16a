import { promises as dns, Resolver } from 'node:dns';
import { isIP } from 'node:net';

import { whenAborted } from './deadline.js';
import { errorCode } from './error-code.js';
import type { Resolution } from './world.js';

/**
 * Resolves a name as the system does (hosts file, search domains), which is what Liqo's own processes do. A literal
 * resolves to itself.
 *
 * The system's error codes say little: `ENOTFOUND` covers a name without addresses, `EAI_AGAIN` every trouble of the
 * server. DNS itself is then asked for the exact code, within the time that is left.
 */
export async function resolveByNode(host: string, signal: AbortSignal): Promise<Resolution> {
  if (isIP(host) !== 0) return { ok: true, addresses: [host] };
  const aborted = whenAborted(signal);
  try {
    const giveUp = aborted.promise.then((): Resolution => ({ ok: false, code: 'ABORTED' }));
    const result = await Promise.race([giveUp, lookup(host)]);
    if (result.ok || result.code === 'ABORTED') return result;
    return await Promise.race([aborted.promise.then(() => result), refine(host, result)]);
  } finally {
    aborted.dispose();
  }
}

async function lookup(host: string): Promise<Resolution> {
  try {
    const found = await dns.lookup(host, { all: true, verbatim: true });
    return { ok: true, addresses: found.map(({ address }) => address) };
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  }
}

type FailedResolution = Resolution & { readonly ok: false };

async function refine(host: string, failed: FailedResolution): Promise<FailedResolution> {
  const codes = await Promise.all([askDns(host, 'A'), askDns(host, 'AAAA')]);
  const exact =
    failed.code === 'ENOTFOUND' ? ['ENODATA'] : ['ESERVFAIL', 'EREFUSED', 'ECONNREFUSED', 'ETIMEOUT'];
  const code = exact.find((candidate) => codes.includes(candidate));
  return code === undefined ? failed : { ok: false, code };
}

function askDns(host: string, type: 'A' | 'AAAA'): Promise<string | undefined> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  return new Promise((resolve) => {
    resolver.resolve(host, type, (error) => resolve(error === null ? undefined : errorCode(error)));
  });
}
