import type { TaskProxy } from '../model/agent-plan.js';
import type { Classification } from './classify.js';
import { probeAddresses } from './probe-addresses.js';
import { ended, type ProbeContext, type Seen } from './probe-context.js';

/** Where a probe goes, and through which proxy. */
export interface ProxiedHost {
  readonly host: string;
  readonly proxy?: TaskProxy | undefined;
}

/**
 * Probes every address of a host, or of the proxy in front of it, which then resolves the host's name itself. What was
 * seen names the proxy; a proxy whose name does not resolve is a failure of the proxy.
 */
export async function probeThroughProxy(
  { host, proxy }: ProxiedHost,
  context: ProbeContext,
  probe: (address: string, context: ProbeContext) => Promise<Seen>,
): Promise<Seen> {
  if (proxy === undefined) return probeAddresses(host, context, probe);
  const passed = { scheme: proxy.scheme, host: proxy.host, port: proxy.port };
  if (proxy.scheme !== 'http') {
    const failure = { outcome: 'error', cause: 'proxy-scheme-not-supported' } as const;
    return { ...ended({ timingsMs: {} }, 'proxy', failure), proxy: passed };
  }
  const { address, ...seen } = await probeAddresses(proxy.host, context, probe);
  const through = { ...passed, ...(address !== undefined && { address }) };
  const isUnresolved = seen.outcome === 'dns-failure';
  return { ...seen, ...(isUnresolved && proxyFailure(seen)), proxy: through };
}

/** What keeps a client from its proxy is no statement on the target: `refused` becomes `proxy-failure`, and so on. */
export function proxyFailure({ outcome, cause }: Classification): Classification {
  if (outcome === 'error') return { outcome, cause };
  return { outcome: 'proxy-failure', cause: connectionCauses[outcome] ?? 'proxy-unreachable' };
}

const connectionCauses: Readonly<Partial<Record<Classification['outcome'], string>>> = {
  'dns-failure': 'proxy-name-unresolved',
  refused: 'proxy-connection-refused',
  filtered: 'proxy-filtered',
  reset: 'proxy-closed',
};
