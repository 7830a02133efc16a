import { serviceFamily } from './addresses.js';
import type { AddressAndPort, Packet, Verdict } from './packet.js';
import type { Backend, ServiceEntry, ServicePort } from './services.js';

/** A packet that a node received for a Service, and what the rules need to know of the cluster. */
export interface ServiceArrival {
  readonly packet: Packet;
  /** The sender as the node sees it. */
  readonly source: AddressAndPort;
  readonly service: ServiceEntry;
  readonly servicePort: ServicePort;
}

/** Where a packet goes on to: a backend, and the sender's address as the backend sees it. */
export type Forwarding =
  | { readonly kind: 'backend'; readonly backend: Backend; readonly masqueraded: boolean }
  | { readonly kind: 'end'; readonly verdict: Verdict };

/** The Services that kube-proxy has rules for in the tables of an address's family: those with that family alone. */
export function ofFamily(services: readonly ServiceEntry[], address: string): readonly ServiceEntry[] {
  const family = serviceFamily(address);
  return services.filter(({ families }) => families?.includes(family) ?? true);
}

/** A port of any of the Services that is reached at `port` of a node. */
export function findNodePort(
  services: readonly ServiceEntry[],
  { protocol, destination }: Packet,
  port = destination.port,
): Pick<ServiceArrival, 'service' | 'servicePort'> | undefined {
  return findPort(
    ofFamily(services, destination.address),
    (candidate) => candidate.protocol === protocol && candidate.nodePort === port,
  );
}

/** A port of the one Service that has the packet's destination as ClusterIP or load balancer address. */
export function findVirtualPort(
  services: readonly ServiceEntry[],
  { protocol, destination }: Packet,
): Pick<ServiceArrival, 'service' | 'servicePort'> | undefined {
  const own = services.filter(
    ({ clusterIp, loadBalancerAddresses }) =>
      clusterIp === destination.address || loadBalancerAddresses.includes(destination.address),
  );
  return findPort(own, ({ protocol: p, port }) => p === protocol && port === destination.port);
}

function findPort(
  services: readonly ServiceEntry[],
  matches: (port: ServicePort) => boolean,
): Pick<ServiceArrival, 'service' | 'servicePort'> | undefined {
  for (const service of services) {
    const servicePort = service.ports.find(matches);
    if (servicePort) return { service, servicePort };
  }
  return undefined;
}

/**
 * What kube-proxy does with a packet from outside that came to a node.
 *
 * Policy Cluster: to any ready endpoint, masqueraded. Policy Local: to an endpoint on this node with the true source,
 * dropped when the node has none. No ready endpoint at all: rejected with port-unreachable
 * (Kubernetes docs, "Virtual IPs and Service Proxies").
 */
export function forwardExternal(arrival: ServiceArrival, node: string | undefined): Forwarding {
  const { service, servicePort } = arrival;
  const name = `${service.namespace}/${service.name}`;
  if (servicePort.backends.length === 0) return noEndpoint(name);
  if (service.externalTrafficPolicy === 'Cluster') {
    return { kind: 'backend', backend: choose(servicePort.backends, arrival.source.port), masqueraded: true };
  }
  // A load balancer's health checks keep it away from nodes without an endpoint: it comes without a node named.
  const here = servicePort.backends.filter((backend) => node === undefined || backend.node === node);
  if (here.length === 0) {
    const reason = `Service ${name} has policy Local and no endpoint on node ${node ?? ''}`;
    return { kind: 'end', verdict: { kind: 'drop', reason } };
  }
  return { kind: 'backend', backend: choose(here, arrival.source.port), masqueraded: false };
}

/** What kube-proxy does with a packet from inside the cluster to a ClusterIP: to any ready endpoint, source kept. */
export function forwardInternal(arrival: ServiceArrival): Forwarding {
  const { service, servicePort, source } = arrival;
  if (servicePort.backends.length === 0) return noEndpoint(`${service.namespace}/${service.name}`);
  return { kind: 'backend', backend: choose(servicePort.backends, source.port), masqueraded: false };
}

function noEndpoint(name: string): Forwarding {
  return {
    kind: 'end',
    verdict: { kind: 'port-unreachable', reason: `Service ${name} has no ready endpoint` },
  };
}

/** kube-proxy chooses at random per flow; the source port is as good a die and can be foretold in tests. */
function choose(backends: readonly Backend[], die: number): Backend {
  const [first, ...others] = backends;
  if (first === undefined) throw new TypeError('a Service without backends has nothing to choose from');
  return [first, ...others][die % backends.length] ?? first;
}
