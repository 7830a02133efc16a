import type { EndpointChoice } from '../model/agent-plan.js';
import { type Classification, classifyCode, tellingRank } from './classify.js';
import { type DatagramSession, openDatagramSession } from './datagram-session.js';
import { datagramStatistics } from './datagram-tally.js';
import { dialledAddresses } from './dialled-address.js';
import type { ProbeContext, Seen } from './probe-context.js';
import { resolveHost } from './resolve-host.js';

/** A UDP probe of one host. */
export interface DatagramExchange {
  /** The `id` of the probe task. */
  readonly probe: string;
  readonly host: string;
  readonly port: number;
  /** Which addresses of a name are spoken to; all where absent. */
  readonly endpointChoice?: EndpointChoice | undefined;
  /** Sends the rounds to one address. Gives what explains a silence, when it finds it. */
  readonly converse: (session: DatagramSession, address: string) => Promise<Classification | undefined>;
}

/**
 * Resolves a host and speaks to all its addresses that a gateway would choose from at once. An address that replied is reported, else the one whose
 * failure tells most.
 */
export async function exchangeDatagrams(exchange: DatagramExchange, context: ProbeContext): Promise<Seen> {
  const { host } = exchange;
  const resolved = await resolveHost(host, context);
  const dnsTiming = resolved.dnsMs === undefined ? {} : { dns: resolved.dnsMs };
  if (!resolved.ok) return { ...resolved.failure, phase: 'dns', timingsMs: dnsTiming };
  const { port, endpointChoice: choice } = exchange;
  const addresses = await dialledAddresses(resolved.addresses, { port, choice, world: context.world });
  const seen = await Promise.all(addresses.map((address) => exchangeWith(address, exchange, context)));
  const best = seen.toSorted((one, other) => rankOf(one) - rankOf(other))[0];
  if (best === undefined) throw new TypeError('a resolved host has at least one address');
  const { address, ...rest } = best;
  return { ...rest, ...(address !== host && { address }), timingsMs: { ...dnsTiming, ...best.timingsMs } };
}

function rankOf(seen: Seen): number {
  return seen.outcome === 'replied' ? -1 : tellingRank(seen);
}

async function exchangeWith(
  address: string,
  exchange: DatagramExchange,
  context: ProbeContext,
): Promise<Seen> {
  const { clock } = context.world;
  const startedAt = clock.now();
  const timings = () => ({ timingsMs: { udp: clock.now() - startedAt }, phase: 'udp', address }) as const;
  const opened = await openDatagramSession({ probe: exchange.probe, address, port: exchange.port }, context);
  if (!opened.ok) return { ...classifyCode(opened.code, 'udp'), ...timings() };
  const { session } = opened;
  try {
    const silence = await exchange.converse(session, address);
    const { tally } = session;
    const found = outcomeOf(tally.received, tally.errors) ?? silence ?? classifyCode('ABORTED', 'udp');
    const { observedSource, localAddress } = { localAddress: session.localAddress, ...tally.witness };
    return {
      ...found,
      ...timings(),
      datagrams: datagramStatistics(tally),
      localAddress,
      ...(observedSource !== undefined && { observedSource }),
    };
  } finally {
    session.close();
  }
}

function outcomeOf(received: number, errors: readonly string[]): Classification | undefined {
  if (received > 0) return { outcome: 'replied' };
  // EPERM says that datagrams did not even leave this machine; a firewall's own ICMP may come beside it.
  const decisive = errors.includes('EPERM') ? 'EPERM' : errors.at(-1);
  return decisive === undefined ? undefined : classifyCode(decisive, 'udp');
}
