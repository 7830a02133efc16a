import type { LoadBalancerSpec } from '../topology/cluster-spec.js';
import type { NameRecord } from '../topology/topology.js';

/** What a load balancer publishes in the status of its Service: one of the two. */
export interface LoadBalancerEntry {
  readonly ip?: string;
  readonly hostname?: string;
  /** Where its packets go to. */
  readonly address: string;
}

/** The load balancer that the cloud makes for the Service of that ordinal (from 0); `undefined` when it makes none. */
export function loadBalancerFor(spec: LoadBalancerSpec, ordinal: number): LoadBalancerEntry | undefined {
  if (spec.kind !== 'address') return undefined;
  const address = spec.pool[ordinal];
  if (address === undefined) return undefined;
  return spec.domain === undefined
    ? { ip: address, address }
    : { hostname: `lb-${ordinal + 1}.${spec.domain}`, address };
}

/** The names that load balancers have in the DNS. */
export function loadBalancerNames(entries: readonly (LoadBalancerEntry | undefined)[]): NameRecord[] {
  return entries.flatMap((entry) =>
    entry?.hostname === undefined ? [] : [{ name: entry.hostname, addresses: [entry.address] }],
  );
}
