import type { ClusterFacts, NodeFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Endpoint } from '../model/peering.js';
import { addressKind } from './address-kind.js';
import { machinesOf, reachableAddresses } from './node-address.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import { parseServerUrl } from './server-url.js';

/** The port that every release advertises for a control-plane node, whatever the real one is. */
export const defaultApiServerPort = 6443;

/** RKE's label of control-plane nodes. */
export const rkeControlPlaneLabel = 'node-role.kubernetes.io/controlplane';

/** True for a host that means another machine to whoever is told of it. */
export function isOwnHost(host: string): boolean {
  return ['loopback', 'unspecified'].includes(addressKind(host));
}

/**
 * The nodes whose address Liqo takes for the API server's: those of the first label that any node has. The last label
 * is RKE's, known from v0.5.0 on.
 *
 * Source: getMasterNodes in pkg/utils/apiserver/address.go@v0.3.0,@v0.5.0,@v1.2.0.
 */
export function controlPlaneNodes(nodes: readonly NodeFacts[], release: LiqoRelease): readonly NodeFacts[] {
  const labels = [
    'node-role.kubernetes.io/control-plane',
    'node-role.kubernetes.io/master',
    ...(isAtLeast(release, 'v0.5.0') ? [rkeControlPlaneLabel] : []),
  ];
  const byLabel = labels.map((label) => nodes.filter((node) => label in node.labels));
  return byLabel.find((found) => found.length > 0) ?? [];
}

/**
 * The port that the API server on a node really listens on, as it publishes it in its own cluster; `undefined` when
 * that is not known.
 */
export function listeningPort({ apiServer }: ClusterFacts, node: NodeFacts): number | undefined {
  const own = new Set(node.addresses.map(({ address }) => address));
  return (valueOf(apiServer.listeners) ?? []).find(({ address }) => own.has(address))?.port;
}

/**
 * Where an API server may be reached, best first: at the server of the kubeconfig, which works for the operator, then
 * at control-plane nodes, with the port they listen on, else 6443.
 */
export function addressesOfApiServer(facts: ClusterFacts, release: LiqoRelease): Endpoint[] {
  const server = parseServerUrl(facts.apiServer.kubeconfigUrl);
  const nodes = reachableAddresses(controlPlaneNodes(machinesOf(facts), release));
  const toEndpoint = (host: string, port: number): Endpoint => ({ protocol: 'https', host, ports: [port] });
  return [
    ...(server.ok && !isOwnHost(server.value.host) ? [toEndpoint(server.value.host, server.value.port)] : []),
    ...nodes.map(({ node, address }) =>
      toEndpoint(address, listeningPort(facts, node) ?? defaultApiServerPort),
    ),
  ];
}
