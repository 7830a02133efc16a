import { addressKind } from '../../liqo/address-kind.js';
import { parseServerUrl } from '../../liqo/server-url.js';
import type { ClusterFacts, ServiceFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { nodeAddresses } from '../evidence/own-addresses.js';

/** Addresses that tell where a cluster is, best known first. */
export interface MachineAddresses {
  readonly addresses: readonly string[];
  /**
   * `nodes`: of its nodes, as they say themselves; `machines`: of single machines, that its API server or its gateway
   * runs on; `services`: of its load balancers and of the API server for the operator, which may be other devices;
   * `none`: nothing that is an address could be read.
   */
  readonly origin: 'nodes' | 'machines' | 'services' | 'none';
}

/** The addresses of a cluster's machines; where its nodes could not be read, those that stand in other objects. */
export function machineAddresses(facts: ClusterFacts): MachineAddresses {
  const nodes = nodeAddresses(facts);
  if (nodes.length > 0) return { addresses: nodes, origin: 'nodes' };
  const machines = usable([...listeners(facts), ...gatewayNode(facts)]);
  if (machines.length > 0) return { addresses: machines, origin: 'machines' };
  const services = usable([...operatorHost(facts), ...loadBalancers(facts)]);
  return { addresses: services, origin: services.length > 0 ? 'services' : 'none' };
}

function usable(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)].filter((one) => isGlobalAddress(one) || isInternalAddress(one));
}

function listeners({ apiServer }: ClusterFacts): readonly string[] {
  return (valueOf(apiServer.listeners) ?? []).map(({ address }) => address);
}

/** Source: internal/liqonet/tunnel-operator/labelerOperator.go@v0.3.2: the node's InternalIP. */
function gatewayNode({ liqo }: ClusterFacts): readonly string[] {
  const address = valueOf(liqo.gatewayService)?.annotations['net.liqo.io/gatewayNodeIP'];
  return address === undefined ? [] : [address];
}

function operatorHost({ apiServer }: ClusterFacts): readonly string[] {
  const server = parseServerUrl(apiServer.kubeconfigUrl);
  return server.ok && addressKind(server.value.host) !== 'name' ? [server.value.host] : [];
}

function loadBalancers({ liqo }: ClusterFacts): readonly string[] {
  const services: readonly (ServiceFacts | null | undefined)[] = [
    valueOf(liqo.authService),
    valueOf(liqo.gatewayService),
  ];
  return services.flatMap((service) => service?.loadBalancer ?? []).flatMap(({ ip }) => (ip ? [ip] : []));
}
