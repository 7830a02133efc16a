import type { AddressResult } from '../model/observation.js';
import { tellingRank } from './classify.js';
import { ended, type ProbeContext, type Seen } from './probe-context.js';
import { resolveHost } from './resolve-host.js';
import { climbStaggered } from './staggered-ladder.js';

interface SeenAt {
  readonly address: string;
  readonly seen: Seen;
}

/**
 * Resolves a host and probes each of its addresses on its own, all at the same time; each on further connections too
 * where the first stalls, hence `probe` has to use the context that it is given.
 *
 * What a client would meet decides. It tries the addresses one after the other and stays with the first that accepts a
 * connection, whichever that is: so all that accept one must be right, and those that do not only cost time. Where none
 * accepts, the failure that tells most is reported. SOURCE: Go net `Dialer.DialContext`; RFC 8305.
 */
export async function probeAddresses(
  host: string,
  context: ProbeContext,
  probe: (address: string, context: ProbeContext) => Promise<Seen>,
): Promise<Seen> {
  const resolved = await resolveHost(host, context);
  const dns = resolved.dnsMs === undefined ? {} : { dns: resolved.dnsMs };
  if (!resolved.ok) return ended({ timingsMs: dns }, 'dns', resolved.failure);
  const all = await Promise.all(
    resolved.addresses.map(async (address): Promise<SeenAt> => ({
      address,
      seen: await climbStaggered((each) => probe(address, each), context),
    })),
  );
  const { address, seen } = decisive(all);
  return {
    ...seen,
    timingsMs: { ...dns, ...seen.timingsMs },
    ...(address !== '' && address !== host && { address }),
    ...(all.length > 1 && { addresses: all.map(resultOf) }),
  };
}

function decisive(all: readonly SeenAt[]): SeenAt {
  const connected = all.filter(({ seen }) => seen.localAddress !== undefined);
  const unfit = connected.filter(({ seen }) => seen.outcome !== 'open');
  // What was not measured decides only where nothing measured speaks against it.
  const chosen =
    unfit.find(({ seen }) => seen.outcome !== 'error') ??
    unfit[0] ??
    connected[0] ??
    all.toSorted((one, other) => tellingRank(one.seen) - tellingRank(other.seen))[0];
  return chosen ?? { address: '', seen: { outcome: 'error', cause: 'no-address', timingsMs: {} } };
}

function resultOf({ address, seen }: SeenAt): AddressResult {
  const { outcome, cause, phase, timingsMs } = seen;
  return {
    address,
    outcome,
    ...(cause !== undefined && { cause }),
    ...(phase !== undefined && { phase }),
    timingsMs,
  };
}
