import { publicAddressPlaceholder } from '../../liqo/words/exposure-change.js';
import { isAtLeast } from '../../liqo/release.js';
import type { PlatformFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import { peerOf, type Side } from '../../model/peering.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { endpointText, transportAddress } from '../evidence/outcome-text.js';
import { nodeAddresses } from '../evidence/own-addresses.js';
import { isOverInternet } from '../judge-context.js';
import type { AssessedService } from '../requirements/requirements.js';
import { advertiseBalancer } from './advertise-balancer.js';
import { advertiseGatewayNode } from './advertise-gateway-node.js';
import { advertiseServed, isUnserved } from './advertise-served.js';
import { giveAddress, serviceTypeFor } from './expose-anew.js';
import { forwardTarget, makeForward, needsForwarding, publicAddressOf } from './forward.js';
import { openTheWay } from './open-the-way.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { Remedy } from './remedy.js';
import { valuesChange, type WantedExposure } from './values-change.js';

/** Liqo v0.3–v0.10: what makes the gateway of this side reachable where Liqo advertises it. */
export function prescribeLiveGateway(unmet: AssessedService, context: PrescribeContext): Remedy {
  const { cluster, endpoint, configured, decisive, droppedOn } = unmet;
  if (droppedOn !== undefined) return openPacketFilter(unmet, droppedOn, context);
  const isInside =
    endpoint !== null && isOverInternet(context) && isInternalAddress(decisive?.address ?? endpoint.host);
  const unserved = isUnserved(unmet, context);
  if (unserved) {
    const served = advertiseServed(unmet, context);
    if (served !== undefined) return served;
  }
  if (endpoint !== null && !isInside && !unserved) {
    return needsForwarding('gateway', cluster, context) && configured === 'PortForwarding'
      ? forwardAdvertised(unmet, context)
      : openTheWay(unmet, endpointText(endpoint), context);
  }
  if (needsForwarding('gateway', cluster, context)) return forwardGateway(unmet, context);
  const asItIs = advertiseBalancer('gateway', cluster, context) ?? advertiseGatewayNode(cluster, context);
  if (asItIs !== undefined) return asItIs;
  const exposure = serviceTypeFor('gateway', { cluster, configured }, context);
  if (exposure === undefined) return giveAddress('the gateway', { cluster, context });
  return {
    exposure,
    summary: `Expose the gateway of the ${cluster} cluster as a ${exposure}.`,
    changes: [
      valuesChange(
        cluster,
        {
          service: 'gateway',
          exposure,
          keepsAddress: exposure === 'NodePort' && isNodeTold(cluster, context),
          ...cloudAnnotations(exposure, context.clusters[cluster].platform),
        },
        context,
      ),
    ],
  };
}

/** Whether Liqo was told the address of a node that means something to the peer: at a node port it is right. */
function isNodeTold(cluster: Side, context: PrescribeContext): boolean {
  const facts = context.clusters[cluster];
  const address = valueOf(facts.liqo.gatewayService)?.annotations['liqo.io/override-address'] ?? '';
  return nodeAddresses(facts).includes(address) && (isGlobalAddress(address) || !isOverInternet(context));
}

/** Everything up to the node is right: the gateway listens in the node's own network, behind the node's own filter. */
function openPacketFilter(
  { cluster, configured }: AssessedService,
  droppedOn: string,
  { clusters }: PrescribeContext,
): Remedy {
  const service = valueOf(clusters[cluster].liqo.gatewayService) ?? undefined;
  const port = service?.ports.find(({ protocol }) => protocol === 'UDP')?.port ?? 5871;
  const words = `In the packet filter of ${droppedOn} in the ${cluster} cluster (ufw, firewalld, nftables), allow incoming UDP to port ${port} from the ${peerOf(cluster)} cluster, and on every other node that the gateway may move to.`;
  return {
    exposure: configured ?? 'NodePort',
    summary: `Let datagrams to UDP port ${port} pass the packet filter of ${droppedOn} in the ${cluster} cluster.`,
    changes: [{ cluster, kind: 'infrastructure', words }],
  };
}

/**
 * Without it AWS makes a classic load balancer, which carries no UDP; `liqoctl install eks` sets it too.
 *
 * Source: pkg/liqoctl/install/eks/provider.go@v0.3.2,@v0.10.3.
 */
const networkLoadBalancer = { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' };

function cloudAnnotations(
  exposure: 'NodePort' | 'LoadBalancer',
  { provider }: PlatformFacts,
): Pick<WantedExposure, 'annotations'> {
  return exposure === 'LoadBalancer' && provider === 'eks' ? { annotations: networkLoadBalancer } : {};
}

/** A forward to the node port, and the values that make Liqo advertise it; releases before v0.6 have none. */
function forwardGateway({ cluster }: AssessedService, context: PrescribeContext): Remedy {
  if (!isAtLeast(context.release, 'v0.6.0')) return relyOnPeer(cluster, context);
  const publicAddress = publicAddressOf(cluster, context);
  const target = forwardTarget('gateway', cluster, context);
  const port = target?.port ?? 30742;
  const forward = makeForward(cluster, {
    protocol: 'udp',
    ...(publicAddress !== undefined && { publicAddress }),
    publicPort: port,
    targetAddress: target?.address ?? `<a node of the ${cluster} cluster>`,
    targetPort: port,
  });
  const pinned = target?.isProposed === true ? { nodePort: port } : {};
  const wanted = {
    service: 'gateway',
    exposure: 'PortForwarding',
    address: publicAddress,
    port,
    ...pinned,
  } as const;
  const where = transportAddress('udp', publicAddress ?? publicAddressPlaceholder, port);
  return {
    exposure: 'PortForwarding',
    summary: `Forward ${where} to the gateway of the ${cluster} cluster and make Liqo advertise it.`,
    changes: [forward.change, valuesChange(cluster, wanted, context)],
    portForward: forward.row,
  };
}

/** Liqo advertises the outside address already: the forward is missing or leads elsewhere. */
function forwardAdvertised({ cluster, endpoint }: AssessedService, context: PrescribeContext): Remedy {
  const target = forwardTarget('gateway', cluster, context);
  const [port = 0] = endpoint?.ports ?? [];
  const host = endpoint?.host ?? publicAddressPlaceholder;
  const forward = makeForward(
    cluster,
    {
      protocol: 'udp',
      publicAddress: host,
      publicPort: port,
      targetAddress: target?.address ?? `<a node of the ${cluster} cluster>`,
      targetPort: target?.port ?? port,
    },
    { isTried: true },
  );
  return {
    exposure: 'PortForwarding',
    summary: `Forward ${transportAddress('udp', host, port)}, which Liqo advertises already, to the gateway of the ${cluster} cluster.`,
    changes: [forward.change],
    portForward: forward.row,
  };
}

/**
 * The peer's gateway has to be reached, since this one cannot be told another address. Where the peer is behind NAT as
 * well, the same holds there, and no forwarded port helps.
 */
function relyOnPeer(cluster: AssessedService['cluster'], context: PrescribeContext): Remedy {
  const { version } = context.release;
  const peer = peerOf(cluster);
  const { endpoint } = context.advertised[peer].gateway;
  const isInside = endpoint === null || isInternalAddress(endpoint.host);
  if (isInside && needsForwarding('gateway', peer, context)) {
    const words = `Upgrade Liqo in both clusters to v0.6 or later: Liqo ${version} can advertise a forwarded port for no gateway, and both clusters are behind NAT.`;
    const other = `Give one of the two gateways a public address of its own, of a node or of a load balancer, which Liqo ${version} does advertise.`;
    return {
      exposure: 'PortForwarding',
      summary: words,
      changes: [{ cluster, kind: 'infrastructure', words }],
      alternatives: [{ summary: other, commands: [] }],
      namesPeer: true,
    };
  }
  const words = `Make the gateway of the ${peer} cluster reachable instead: Liqo ${version} cannot advertise a forwarded port for that of the ${cluster} cluster.`;
  return {
    exposure: 'PortForwarding',
    summary: words,
    changes: [{ cluster: peer, kind: 'infrastructure', words }],
    namesPeer: true,
  };
}
