import type { Quirk } from '../model/advertised.js';
import type { ClusterFacts, LoadBalancerAddress, NodeFacts } from '../model/cluster-facts.js';
import { chooseNodeAddress, nodeAddressQuirks } from './node-address.js';
import { isAtLeast, parseRelease } from './release.js';
import type { LiqoRelease } from './release.js';

/** The port of a gateway server's Service and of WireGuard behind it (`--gw-server-service-port`), Liqo v1.x. */
export const defaultGatewayServerPort = 51_840;

/** The address of one node at which a gateway server of type NodePort would be advertised if its pod ran there. */
export interface GatewayNodeAddress {
  readonly node: string;
  readonly address: string;
  readonly type: string;
  readonly quirks: readonly Quirk[];
}

/** Where a gateway server of type NodePort would be advertised. */
export interface GatewayServerAddresses {
  /** False when the nodes could not be read; `reason` says why. */
  readonly determinate: boolean;
  /** One per Ready machine that has an address, in name order: the pod may land on any of them. */
  readonly addresses: readonly GatewayNodeAddress[];
  readonly reason: string;
  /** Rules that bite on the cluster as a whole. */
  readonly quirks: readonly Quirk[];
}

/**
 * The addresses that Liqo v1.x would advertise for a gateway server of type NodePort: that of the node its pod runs
 * on, which is decided when `liqoctl peer` creates it. (A load balancer's address is known only once it exists; see
 * `loadBalancerAddress`.)
 *
 * Source: wggatewayserver_controller.go and pkg/utils/nodeUtils.go@v1.0.0–v1.2.0.
 */
export function gatewayServerAddresses(facts: ClusterFacts, type: 'NodePort'): GatewayServerAddresses {
  const { nodes } = facts;
  if (!nodes.known) {
    const reason = `The nodes could not be read: ${nodes.reason}.`;
    return { determinate: false, addresses: [], reason, quirks: [] };
  }
  const machines = nodes.value.filter((node) => !node.virtual);
  const addresses = machines.filter((node) => node.ready).flatMap(addressOf);
  const reason =
    addresses.length === 0
      ? `No Ready node has an address, so a gateway server of type ${type} could not be advertised.`
      : `A gateway server of type ${type} is advertised at the node that its pod runs on.`;
  const notReady = machines.filter((node) => !node.ready).map((node) => node.name);
  return { determinate: true, addresses, reason, quirks: notReady.map(notReadyQuirk) };
}

/**
 * The addresses of the nodes that the scheduler may put a gateway server's pod on, in name order: taints and cordons keep
 * it away, since it tolerates none by default; empty when the nodes could not be read.
 *
 * Source: deployments/liqo/templates/liqo-wireguard-gateway-server-template.yaml@v1.0.0–v1.2.0 (no tolerations by default).
 */
export function gatewayPodAddresses({ nodes }: ClusterFacts): readonly GatewayNodeAddress[] {
  return (nodes.known ? nodes.value : [])
    .filter(
      ({ virtual, ready, schedulable, repelsPods }) =>
        !virtual && ready && schedulable && repelsPods !== true,
    )
    .flatMap(addressOf);
}

function addressOf(node: NodeFacts): GatewayNodeAddress[] {
  const chosen = chooseNodeAddress([node]);
  if (chosen === undefined) return [];
  const { type, address } = chosen;
  return [{ node: node.name, address, type, quirks: nodeAddressQuirks(chosen) }];
}

function notReadyQuirk(name: string): Quirk {
  return {
    kind: 'node-not-ready',
    text: `If the gateway server's pod is on node ${name}, which is not Ready, Liqo advertises an empty address.`,
  };
}

/** The address that Liqo would advertise for this node; `undefined` when the node has none. */
export function preferredNodeAddress(node: NodeFacts): string | undefined {
  return chooseNodeAddress([node])?.address;
}

/** Which of a load balancer's two fields a release reads first. */
export type LoadBalancerAddressOrder = 'ip-first' | 'hostname-first';

/**
 * Which field of a load balancer a release reads first for its gateway: the IP in v0.3–v0.10 and from v1.2.0, the name
 * in v1.0 and v1.1. (For the authentication server every release that has one reads the name first.) A version that
 * names no release is treated as the newest one.
 *
 * Source: pkg/utils/getters/dataGetters.go@v0.10.3,@v1.2.0 (commit a6076eca2), servicewatcher.go@v0.3.2,
 * wggatewayserver_controller.go@v1.0.0.
 */
export function loadBalancerAddressOrder(version: string): LoadBalancerAddressOrder {
  const release = parseRelease(version);
  if (!release.ok || release.value.generation !== 'g3') return 'ip-first';
  return isAtLeast(release.value, 'v1.2.0') ? 'ip-first' : 'hostname-first';
}

/**
 * The address that a release would advertise for a load balancer with these entries; `undefined` when it would find
 * none. Releases before v1.0 look at the first entry only, v1.x takes the first address of any.
 */
export function loadBalancerAddress(
  entries: readonly LoadBalancerAddress[],
  service: 'auth' | 'gateway',
  release: LiqoRelease,
): string | undefined {
  const order = service === 'auth' ? 'hostname-first' : loadBalancerAddressOrder(release.version);
  const considered = release.generation === 'g3' ? entries : entries.slice(0, 1);
  return loadBalancerAddresses(considered, order)[0];
}

/** All addresses of a load balancer, entry by entry, each in the order given. */
export function loadBalancerAddresses(
  entries: readonly LoadBalancerAddress[],
  order: LoadBalancerAddressOrder,
): readonly string[] {
  return entries
    .flatMap(({ ip = '', hostname = '' }) => (order === 'ip-first' ? [ip, hostname] : [hostname, ip]))
    .filter((address) => address !== '');
}
