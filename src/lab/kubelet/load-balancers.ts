import type { KubernetesObject } from '../api/kubernetes-object.js';
import { valueAt } from '../api/kubernetes-object.js';
import type { ObjectStore } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import type { LoadBalancerSpec } from '../topology/cluster-spec.js';
import type { NameRecord } from '../topology/topology.js';
import { entriesOfNodes } from './node-load-balancers.js';
import { recordEvent } from './events.js';

interface LoadBalancerOptions {
  readonly store: ObjectStore;
  readonly spec: LoadBalancerSpec;
  /** Publishes the host name of a load balancer. */
  readonly addName: (record: NameRecord) => void;
}

/** Plays the cloud's Service controller: addresses for Services of type LoadBalancer, as the topology says. */
export function startLoadBalancerController({ store, spec, addName }: LoadBalancerOptions): () => void {
  const given = new Map<string, string>();
  const assign = (service: KubernetesObject) => {
    if (spec.kind === 'nodes') {
      const ingress = entriesOfNodes(store, service, spec.taken);
      if (ingress.length > 0) publish(store, service, ingress);
    }
    if (spec.kind !== 'address') return;
    const taken = new Set(given.values());
    const reserved = spec.reserves?.indexOf(service.metadata.name) ?? -1;
    const free = spec.pool.slice(spec.reserves?.length ?? 0).find((one) => !taken.has(one));
    const address = given.get(service.metadata.uid) ?? spec.pool[reserved] ?? free;
    if (address === undefined) return;
    given.set(service.metadata.uid, address);
    publish(store, service, poolEntries(spec, address, addName));
  };
  const release = (service: KubernetesObject) => {
    given.delete(service.metadata.uid);
    if (hasAddress(service)) publish(store, service, []);
  };
  return store.onChange(({ type, resource, object }) => {
    if (resource !== resources.services) return;
    const isWanted = type !== 'DELETED' && valueAt(object, 'spec', 'type') === 'LoadBalancer';
    if (!isWanted) release(object);
    else if (hasAddress(object)) return;
    else if (spec.kind === 'pending' && type === 'ADDED') reportFailure(store, object);
    else assign(object);
  });
}

type PoolSpec = Extract<LoadBalancerSpec, { kind: 'address' }>;

/** What is published of an address of the pool, and of its companion from the end of the pool. */
function poolEntries(spec: PoolSpec, address: string, addName: LoadBalancerOptions['addName']): object[] {
  const { pool, domain, entries, isUnnamed } = spec;
  const companion = entries === 'two' ? pool.at(-1 - pool.indexOf(address)) : undefined;
  return [address, ...(companion === undefined ? [] : [companion])].flatMap((ip): object[] => {
    const addresses = listenedAt(spec, ip);
    if (domain === undefined) return addresses.map((one) => ({ ip: one, ipMode: 'VIP' }));
    const hostname = `lb-${pool.indexOf(ip) + 1}.${domain}`;
    if (isUnnamed !== true) addName({ name: hostname, addresses });
    return [entries === 'both' ? { ip, hostname } : { hostname }];
  });
}

/** The addresses that a load balancer listens at, in the order in which it publishes them. */
function listenedAt({ pool, ipv6 }: PoolSpec, address: string): readonly string[] {
  const other = ipv6?.pool[pool.indexOf(address)];
  if (ipv6 === undefined || other === undefined) return [address];
  return { first: [other, address], last: [address, other], alone: [other] }[ipv6.place];
}

/** Not at once: the request that caused it is answered first. */
function publish(store: ObjectStore, { metadata }: KubernetesObject, ingress: readonly object[]): void {
  setImmediate(() =>
    store.update(resources.services, metadata, (service) => ({
      ...service,
      status: { loadBalancer: ingress.length > 0 ? { ingress } : {} },
    })),
  );
}

function hasAddress(service: KubernetesObject): boolean {
  const ingress = valueAt(service, 'status', 'loadBalancer', 'ingress');
  return Array.isArray(ingress) && ingress.length > 0;
}

function reportFailure(store: ObjectStore, service: KubernetesObject): void {
  const message = 'Error syncing load balancer: failed to ensure load balancer: no available addresses';
  recordEvent(store, service, {
    type: 'Warning',
    reason: 'SyncLoadBalancerFailed',
    message,
    component: 'service-controller',
  });
}
