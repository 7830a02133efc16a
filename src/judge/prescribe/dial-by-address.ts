import { formatHostPort } from '../../liqo/address-kind.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { unservedFamily } from '../evidence/address-families.js';
import { nodeAddresses } from '../evidence/own-addresses.js';
import { isOverInternet } from '../judge-context.js';
import type { StandInOption } from '../requirements/stand-in-option.js';
import { locationOf, peerLine } from './gateway-choice.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { Remedy } from './remedy.js';

/**
 * A gateway server of type NodePort is advertised by a name of its node that the peer's resolver does not know, such as
 * those of AWS, or by an address of a family that its Service does not have: the client is told another address instead. `undefined` where no node has one that means something there.
 */
export function dialByAddress(
  { standIn, endpoint, decisive }: StandInOption,
  context: PrescribeContext,
): Remedy | undefined {
  const { cluster, exposure, nodePort } = standIn;
  if (decisive === undefined || exposure !== 'NodePort' || nodePort === undefined) return undefined;
  const at = { cluster, service: 'gateway', exposure } as const;
  const isUnserved = (host: string): boolean => unservedFamily({ ...at, host }, context) !== undefined;
  const isUnknownName = decisive.outcome === 'dns-failure';
  if (!isUnknownName && !isUnserved(decisive.host)) return undefined;
  const isUseful = isOverInternet(context)
    ? isGlobalAddress
    : (one: string): boolean => isGlobalAddress(one) || isInternalAddress(one);
  const all = nodeAddresses(context.clusters[cluster]);
  // The node of the stand-in itself first: the peer has no other name to dial where another one is unknown to it.
  const own = all.filter((address) => address === endpoint?.host);
  const clientAddress = [...own, ...all].filter((one) => !isUnserved(one)).find(isUseful);
  if (clientAddress === undefined) return undefined;
  const why = isUnknownName
    ? `the peer does not know the name ${decisive.host}`
    : `the Service does not serve ${decisive.host}`;
  const { port } = context.intent.gateway;
  const flags = { location: locationOf(cluster), type: exposure, port, nodePort, clientAddress } as const;
  const line = peerLine(context, flags);
  const where = `UDP ${formatHostPort(clientAddress, nodePort)}`;
  const words = `Let the ${flags.location.toLowerCase()} run the gateway server at node port ${nodePort}, and let the client dial ${where}, since ${why}.`;
  return {
    exposure,
    summary: words,
    changes: [{ cluster: 'local', kind: 'peer-flags', words, commands: line === undefined ? [] : [line] }],
  };
}
