import type { Quirk } from '../model/advertised.js';
import type { NodeFacts, ServiceFacts } from '../model/cluster-facts.js';
import type { Endpoint, Exposure } from '../model/peering.js';
import { addressKind } from './address-kind.js';
import { loadBalancerAddresses } from './gateway-server.js';
import { addressesOf, hasPublicAddress, reachableAddresses } from './node-address.js';

/** How a Service is exposed by its type alone. */
export function typeExposure(service: ServiceFacts): Exposure {
  switch (service.type) {
    case 'LoadBalancer':
      return 'LoadBalancer';
    case 'NodePort':
      return 'NodePort';
    default:
      return 'ClusterIP';
  }
}

/**
 * How a Service is exposed whose advertised address is overridden: still by its type when the address is one of its
 * own, else through a forwarded port. A name cannot be compared, so it counts as the Service's own wherever something
 * public could bear it: a load balancer, or nodes with public addresses.
 */
export function overriddenExposure(
  service: ServiceFacts,
  address: string,
  nodes: readonly NodeFacts[],
): Exposure {
  const exposure = typeExposure(service);
  if (exposure === 'ClusterIP') return exposure;
  const own = [...loadBalancerAddresses(service.loadBalancer, 'ip-first'), ...addressesOf(nodes)];
  if (own.includes(address)) return exposure;
  const isOwnName =
    addressKind(address) === 'name' && (exposure === 'LoadBalancer' || nodes.some(hasPublicAddress));
  return isOwnName ? exposure : 'PortForwarding';
}

/** Whose addresses to list, and at which port. */
export interface ServiceAddresses {
  readonly service: ServiceFacts;
  readonly protocol: Endpoint['protocol'];
  readonly nodes: readonly NodeFacts[];
  readonly port: { readonly port: number; readonly nodePort?: number | undefined } | undefined;
}

/** Every address that a Service has by its type, best first: of its load balancer, or of Ready nodes. */
export function serviceEndpoints({ service, protocol, nodes, port }: ServiceAddresses): Endpoint[] {
  if (port === undefined) return [];
  const toEndpoints = (hosts: readonly string[], portNumber: number): Endpoint[] =>
    hosts.map((host) => ({ protocol, host, ports: [portNumber] }));
  if (service.type === 'LoadBalancer') {
    return toEndpoints(loadBalancerAddresses(service.loadBalancer, 'ip-first'), port.port);
  }
  if (service.type !== 'NodePort' || !port.nodePort) return [];
  return toEndpoints(
    reachableAddresses(nodes).map(({ address }) => address),
    port.nodePort,
  );
}

/** What is peculiar about how Liqo reads this load balancer. */
export function loadBalancerQuirks(
  service: ServiceFacts,
  order: 'ip-first' | 'hostname-first',
): readonly Quirk[] {
  const [first] = service.loadBalancer;
  if (first?.ip === undefined || first.ip === '' || first.hostname === undefined || first.hostname === '')
    return [];
  const [chosen, other] = order === 'ip-first' ? [first.ip, first.hostname] : [first.hostname, first.ip];
  return [
    {
      kind: 'load-balancer-choice',
      text:
        `The load balancer of Service ${service.name} has a name and an IP address; ` +
        `this release of Liqo advertises ${chosen} and not ${other}.`,
    },
  ];
}
