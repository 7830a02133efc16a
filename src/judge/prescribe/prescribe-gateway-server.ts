import { formatHostPort } from '../../liqo/address-kind.js';
import { gatewayPodAddresses } from '../../liqo/gateway-server.js';
import { publicAddressPlaceholder } from '../../liqo/words/exposure-change.js';
import { unservedFamily } from '../evidence/address-families.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { isOverInternet } from '../judge-context.js';
import { endpointText } from '../evidence/outcome-text.js';
import { nodeAddresses } from '../evidence/own-addresses.js';
import type { AssessedService } from '../requirements/requirements.js';
import { standInOptions, type StandInOption } from '../requirements/stand-in-option.js';
import { dialByAddress } from './dial-by-address.js';
import { forwardTarget, makeForward, needsForwarding, publicAddressOf } from './forward.js';
import {
  locationOf,
  peerLine,
  provenGateway,
  standInNodePort,
  type GatewayChoice,
} from './gateway-choice.js';
import { openStandIn } from './open-stand-in.js';
import { isOfTunnel } from './open-the-way.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { Change, Remedy } from './remedy.js';
import { giveAddress } from './expose-anew.js';

/** Liqo v1.x: what makes a gateway server of this side, or another that serves as well, reachable. */
export function prescribeGatewayServer(unmet: AssessedService, context: PrescribeContext): Remedy {
  const { cluster } = unmet;
  const proven = provenGateway(context, false);
  if (proven !== undefined) return otherFlags(proven, context);
  // Datagrams that arrive need no forward: replies are lost, or WireGuard alone is dropped.
  const doArrive = unmet.decisive?.outcome === 'reply-lost' || isOfTunnel(unmet.decisive);
  if (needsForwarding('gateway', cluster, context) && !doArrive) return forwardServer(unmet, context);
  const options = standInOptions(cluster, 'gateway', context);
  const known = options.find(isReachedBesideName);
  const told = known && dialByAddress(known, context);
  if (told !== undefined) return told;
  const tried = options.find(({ endpoint }) => endpoint !== null);
  if (tried === undefined || tried.endpoint === null) {
    return giveAddress('the gateway Service', { cluster, context });
  }
  const at = tried.endpoint;
  const address = tried.decisive?.address ?? at.host;
  const dialled = dialByAddress(tried, context);
  if (dialled !== undefined) return dialled;
  const isUnknownName = tried.decisive?.outcome === 'dns-failure';
  if (isUnknownName || (isOverInternet(context) && isInternalAddress(address))) {
    return exposeServer(unmet, context);
  }
  const remedy =
    openStandIn(unmet, tried, context) ?? giveAddress('the gateway Service', { cluster, context });
  return { ...remedy, changes: [...remedy.changes, ...pinnedServer(tried, context)] };
}

/** Whether the stand-in itself is reached, and only the names of other nodes, on which Liqo's pod may run, are unknown. */
function isReachedBesideName({ endpoint, decisive }: StandInOption): boolean {
  return decisive?.outcome === 'dns-failure' && decisive.host !== endpoint?.host;
}

/**
 * A node port that is opened in a firewall has to stay the gateway server's own, and the client has to dial the node for
 * which it is opened, where the server's pod may run on another one.
 */
function pinnedServer({ standIn, endpoint }: StandInOption, context: PrescribeContext): readonly Change[] {
  const { gateway } = context.intent;
  const { cluster, exposure, nodePort } = standIn;
  const host = endpoint?.host ?? '';
  const mayBeElsewhere = gatewayPodAddresses(context.clusters[cluster]).some(
    ({ address }) => address !== host,
  );
  const clientAddress = gateway.clientAddress ?? (mayBeElsewhere ? host : undefined);
  const isTold = gateway.nodePort === nodePort && gateway.clientAddress === clientAddress;
  if (exposure !== 'NodePort' || nodePort === undefined || isTold) return [];
  // Nothing is opened where the Service does not serve the address.
  if (unservedFamily({ cluster, service: 'gateway', exposure, host }, context) !== undefined) return [];
  const flags = {
    ...gateway,
    location: locationOf(cluster),
    type: exposure,
    nodePort,
    clientAddress,
  } as const;
  const line = peerLine(context, flags);
  const dialled =
    clientAddress === undefined
      ? ''
      : `, and let the client dial UDP ${formatHostPort(clientAddress, gateway.clientPort ?? nodePort)}`;
  const words = `Let the ${flags.location.toLowerCase()} run the gateway server at node port ${nodePort}${dialled}.`;
  return [{ cluster: 'local', kind: 'peer-flags', words, commands: line === undefined ? [] : [line] }];
}

/** The node addresses mean nothing to the peer, whatever its firewalls do: a load balancer's address would. */
function exposeServer({ cluster }: AssessedService, context: PrescribeContext): Remedy {
  if (context.intent.gateway.type !== 'NodePort')
    return giveAddress('the gateway Service', { cluster, context });
  const flags = {
    location: locationOf(cluster),
    type: 'LoadBalancer',
    port: context.intent.gateway.port,
  } as const;
  const line = peerLine(context, flags);
  const words = `Let the ${flags.location.toLowerCase()} run the gateway server behind a LoadBalancer: the addresses of its nodes mean nothing to the peer.`;
  return {
    exposure: 'LoadBalancer',
    summary: words,
    changes: [{ cluster: 'local', kind: 'peer-flags', words, commands: line === undefined ? [] : [line] }],
  };
}

/** The flags given lead nowhere, others do. */
function otherFlags({ option, flags }: GatewayChoice, context: PrescribeContext): Remedy {
  const { cluster, exposure } = option.standIn;
  const line = peerLine(context, flags);
  const where = option.endpoint === null ? '' : `, reached at ${endpointText(option.endpoint)}`;
  const words = `Let the ${locationOf(cluster).toLowerCase()} run the gateway server behind a ${exposure}${where}.`;
  return {
    exposure,
    summary: words,
    changes: [{ cluster: 'local', kind: 'peer-flags', words, commands: line === undefined ? [] : [line] }],
  };
}

/** A public port of the NAT device leads to a pinned node port, and the client is told to dial it. */
function forwardServer({ cluster }: AssessedService, context: PrescribeContext): Remedy {
  const given = context.intent.gateway;
  const target = forwardTarget('gateway', cluster, context);
  const nodePort = given.nodePort ?? standInNodePort(cluster, context) ?? target?.port ?? 30742;
  const clientPort = given.clientPort ?? nodePort;
  const own = nodeAddresses(context.clusters[cluster]);
  const told = given.clientAddress;
  const publicAddress =
    told !== undefined && isGlobalAddress(told) && !own.includes(told)
      ? told
      : publicAddressOf(cluster, context);
  const clientAddress = publicAddress ?? publicAddressPlaceholder;
  const flags = {
    location: locationOf(cluster),
    type: 'NodePort',
    port: given.port,
    nodePort,
    clientAddress,
    // The client dials the server's own port unless it is told another one.
    clientPort: clientPort === nodePort ? undefined : clientPort,
  } as const;
  const line = peerLine(context, flags);
  const isTold =
    given.location === flags.location &&
    given.type === 'NodePort' &&
    given.nodePort === nodePort &&
    told === clientAddress;
  const forward = makeForward(
    cluster,
    {
      protocol: 'udp',
      ...(publicAddress !== undefined && { publicAddress }),
      publicPort: clientPort,
      targetAddress: target?.address ?? `<a node of the ${cluster} cluster>`,
      targetPort: nodePort,
    },
    { isTried: isTold },
  );
  const where = `UDP ${formatHostPort(clientAddress, clientPort)}`;
  const tell: Change = {
    cluster: 'local',
    kind: 'peer-flags',
    words: `Let the ${flags.location.toLowerCase()} run the gateway server at node port ${nodePort}, and let the client dial ${where}.`,
    commands: line === undefined ? [] : [line],
  };
  return {
    exposure: 'PortForwarding',
    summary: `Forward ${where} to the gateway server of the ${cluster} cluster.`,
    changes: isTold ? [forward.change] : [forward.change, tell],
    portForward: forward.row,
  };
}
