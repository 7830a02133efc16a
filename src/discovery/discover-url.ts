import type { FoundCluster } from '../model/discovery.js';
import type { TaskProxy } from '../model/agent-plan.js';
import { parseProxyUrl, type ProxyEnvironment, proxyUrlFor } from '../model/go-proxy-rules.js';
import type { ProbeContext } from '../probe/probe-context.js';
import { answersOf, verdictOn } from './found-cluster.js';
import { tryAddress } from './try-address.js';

/** An authentication server by its URL. */
export interface AuthUrl {
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** Asks the authentication server at a URL which cluster it is, as `liqoctl` and Liqo would. */
export async function discoverUrl(
  { url, host, port }: AuthUrl,
  { context, proxies, ownClusterId }: UrlOptions,
): Promise<FoundCluster> {
  const startedAt = context.world.clock.now();
  const tried = [
    await tryAddress({ address: host, port, proxy: proxyFor({ host, port }, proxies) }, context),
  ];
  const { status, reason, by } = verdictOn(tried, { ownClusterId });
  return {
    by: 'url',
    view: context.view,
    announcedAs: url,
    status,
    ...(reason !== undefined && { reason }),
    ...answersOf(by, port),
    // The URL as it was given is the one that the other cluster's operator stands for.
    ...(by?.clusterId !== undefined && { url }),
    host,
    port,
    addresses: tried,
    interfaces: [],
    heardMs: 0,
    decidedMs: Math.round(context.world.clock.now() - startedAt),
  };
}

/** How it is asked. */
export interface UrlOptions {
  readonly context: ProbeContext;
  readonly proxies?: ProxyEnvironment | undefined;
  readonly ownClusterId?: string | undefined;
}

/** The proxy that a client on this machine would go through. */
function proxyFor(
  target: Pick<AuthUrl, 'host' | 'port'>,
  proxies: ProxyEnvironment | undefined,
): TaskProxy | undefined {
  const url = proxies === undefined ? undefined : proxyUrlFor(proxies, { scheme: 'https', ...target });
  return url === undefined ? undefined : parseProxyUrl(url);
}
