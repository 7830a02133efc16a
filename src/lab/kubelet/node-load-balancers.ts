import type { KubernetesObject } from '../api/kubernetes-object.js';
import { listAt, valueAt } from '../api/kubernetes-object.js';
import type { ObjectStore } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import { serviceFamily } from '../network/addresses.js';

/**
 * The addresses that k3s publishes for a Service of type LoadBalancer: of every ready node on which nobody has its ports
 * yet, the ExternalIPs where any node has one.
 *
 * Source: k3s documentation, "Service Load Balancer": a pod with the ports as its host ports runs on each node.
 */
export function entriesOfNodes(
  store: ObjectStore,
  service: KubernetesObject,
  taken: readonly number[],
): readonly { readonly ip: string }[] {
  const ports = portsOf(service);
  const isTaken = ports.some((port) => port.startsWith('TCP/') && taken.includes(Number(port.slice(4))));
  if (isTaken || othersHave(store, service, ports)) return [];
  const nodes = store
    .list(resources.nodes)
    .filter((node) => isReadyMachine(node) && !hasHostPort(store, node, ports));
  const families = listAt(service, 'spec', 'ipFamilies');
  return families.flatMap((family) => addressesOfFamily(nodes, family).map((ip) => ({ ip })));
}

/** Family after family as the Service names them (k3s pkg/cloudprovider/servicelb.go, filterByIPFamily). */
function addressesOfFamily(nodes: readonly KubernetesObject[], family: unknown): readonly string[] {
  const external = nodes.flatMap((node) => addressesOf(node, 'ExternalIP'));
  const published = external.length > 0 ? external : nodes.flatMap((node) => addressesOf(node, 'InternalIP'));
  return published.filter((address) => serviceFamily(address) === family).toSorted();
}

function portsOf(service: KubernetesObject): string[] {
  return listAt(service, 'spec', 'ports').map(
    (one) => `${valueAt(one, 'protocol') === 'UDP' ? 'UDP' : 'TCP'}/${String(valueAt(one, 'port'))}`,
  );
}

function othersHave(store: ObjectStore, service: KubernetesObject, ports: readonly string[]): boolean {
  return store
    .list(resources.services)
    .some(
      (other) =>
        other.metadata.uid !== service.metadata.uid &&
        valueAt(other, 'spec', 'type') === 'LoadBalancer' &&
        listAt(other, 'status', 'loadBalancer', 'ingress').length > 0 &&
        portsOf(other).some((port) => ports.includes(port)),
    );
}

/** A pod in the network of its node has its container ports on the node. */
function hasHostPort(store: ObjectStore, node: KubernetesObject, ports: readonly string[]): boolean {
  return store
    .list(resources.pods)
    .filter((pod) => valueAt(pod, 'spec', 'nodeName') === node.metadata.name)
    .filter((pod) => valueAt(pod, 'spec', 'hostNetwork') === true)
    .flatMap((pod) => listAt(pod, 'spec', 'containers'))
    .flatMap((container) => listAt(container, 'ports'))
    .some((one) =>
      ports.includes(`${String(valueAt(one, 'protocol'))}/${String(valueAt(one, 'containerPort'))}`),
    );
}

function isReadyMachine(node: KubernetesObject): boolean {
  const ready = listAt(node, 'status', 'conditions').find((one) => valueAt(one, 'type') === 'Ready');
  return valueAt(ready, 'status') === 'True' && node.metadata.labels?.['liqo.io/type'] !== 'virtual-node';
}

function addressesOf(node: KubernetesObject, type: string): string[] {
  return listAt(node, 'status', 'addresses')
    .filter((one) => valueAt(one, 'type') === type)
    .map((one) => String(valueAt(one, 'address')));
}
