import { parseServerUrl } from '../../liqo/server-url.js';
import { publicAddressPlaceholder } from '../../liqo/words/exposure-change.js';
import { valueOf } from '../../model/fact.js';
import { addressKind, formatHostPort, isIpv6 } from '../../liqo/address-kind.js';
import type { NodeFacts } from '../../model/cluster-facts.js';
import type { ServiceId, Side } from '../../model/peering.js';
import type { PortForward } from '../../model/prescription.js';
import { nodeAddresses, realNodes } from '../evidence/own-addresses.js';
import { acceptedExposures } from '../requirements/requirements.js';
import type { JudgeContext } from '../judge-context.js';
import { onTheWay } from './open-the-way.js';
import type { Change } from './remedy.js';

/** Node ports that are proposed where a Service has none yet; within Kubernetes' default range 30000–32767. */
const proposedNodePorts = { auth: 30443, gateway: 30742 } as const;

/** Whether a service of this cluster has to be reached through a forwarded port, by the scenario. */
export function needsForwarding(service: ServiceId, side: Side, context: JudgeContext): boolean {
  return acceptedExposures(service, side, context).includes('PortForwarding');
}

/** The public address of a cluster behind NAT: the one its packets arrived from; `undefined` when none was seen. */
export function publicAddressOf(
  side: Side,
  { positions }: Pick<JudgeContext, 'positions'>,
): string | undefined {
  return positions[side].publicAddress;
}

/** Where a forwarded port has to lead for a service, inside the cluster's own network. */
export interface ForwardTarget {
  readonly address: string;
  readonly port: number;
  /** True when the Service has no node port yet, or a stand-in alone has it, and the proposed one must be pinned. */
  readonly isProposed: boolean;
}

/** The node address and port behind a forward; `undefined` when no node address is known. */
export function forwardTarget(
  service: ServiceId,
  side: Side,
  context: JudgeContext,
): ForwardTarget | undefined {
  if (service === 'apiServer') return apiServerTarget(side, context);
  const facts = context.clusters[side];
  const installed = valueOf(service === 'auth' ? facts.liqo.authService : facts.liqo.gatewayService);
  const nodePort =
    context.evidence.standIns.find(
      (one) =>
        one.cluster === side && one.service === service && one.exposure === 'NodePort' && installed === null,
    )?.nodePort ?? installed?.ports[0]?.nodePort;
  const gatewayNode = service === 'gateway' ? installed?.annotations['net.liqo.io/gatewayNodeIP'] : undefined;
  const { endpoint } = context.advertised[side][service];
  const advertised =
    endpoint !== null && nodeAddresses(facts).includes(endpoint.host) ? endpoint.host : undefined;
  const address =
    addressOfGateway(gatewayNode, realNodes(facts)) ??
    (isAddress(advertised) ? advertised : undefined) ??
    anyNodeAddress(realNodes(facts));
  if (address === undefined) return undefined;
  const isProposed = nodePort === undefined || installed === null;
  return { address, port: nodePort ?? proposedNodePorts[service], isProposed };
}

/** The gateway's node, by an address that a router can forward to. */
function addressOfGateway(annotated: string | undefined, nodes: readonly NodeFacts[]): string | undefined {
  if (annotated === undefined || !isIpv6(annotated)) return annotated;
  return anyNodeAddress(
    nodes.filter(({ addresses }) => addresses.some(({ address }) => address === annotated)),
  );
}

/** An address that a router can forward to; NAT is of IPv4. */
function isAddress(host: string | undefined): boolean {
  return host !== undefined && addressKind(host) !== 'name' && !isIpv6(host);
}

function anyNodeAddress(nodes: readonly NodeFacts[]): string | undefined {
  const ready = nodes.filter((node) => node.ready);
  return (ready.length > 0 ? ready : nodes)
    .flatMap(({ addresses }) => addresses)
    .find(({ type, address }) => type === 'InternalIP' && isAddress(address))?.address;
}

function apiServerTarget(side: Side, { clusters }: JudgeContext): ForwardTarget | undefined {
  const facts = clusters[side];
  const server = parseServerUrl(facts.apiServer.kubeconfigUrl);
  const own = nodeAddresses(facts);
  const port = server.ok && own.includes(server.value.host) ? server.value.port : undefined;
  if (server.ok && port !== undefined && isAddress(server.value.host)) {
    return { address: server.value.host, port, isProposed: false };
  }
  const isControlPlane = ({ labels }: NodeFacts): boolean =>
    Object.keys(labels).some((label) => /^node-role\.kubernetes\.io\/(control-?plane|master)$/.test(label));
  const nodes = realNodes(facts);
  const address = anyNodeAddress(nodes.filter(isControlPlane)) ?? anyNodeAddress(nodes);
  return address === undefined ? undefined : { address, port: port ?? 6443, isProposed: false };
}

/** The row of the router's table and the action that asks for it. */
export interface Forward {
  readonly row: PortForward;
  readonly change: Change;
}

/**
 * A forward of a public port to its target. Without a known public address the words hold a placeholder.
 *
 * With `isTried`, the peer has tried the public port in vain: the row is missing, or it is there and a firewall drops
 * what comes for it, or a second router in front of the first one does not know of it.
 */
export function makeForward(
  side: Side,
  row: PortForward,
  { isTried = false }: { readonly isTried?: boolean } = {},
): Forward {
  const from = formatHostPort(row.publicAddress ?? publicAddressPlaceholder, row.publicPort);
  const to = formatHostPort(row.targetAddress, row.targetPort);
  const passing = isTried ? `, and let it pass the firewalls, ${onTheWay(side)}` : '';
  const both = isTried ? ' (on both, where two stand in a row)' : '';
  const words = `On the router in front of the ${side} cluster${both}, forward ${row.protocol.toUpperCase()} ${from} → ${to}${passing}.`;
  return { row, change: { cluster: side, kind: 'port-forward', words } };
}
