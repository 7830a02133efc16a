import { addressKind, isIpv6 } from '../../liqo/address-kind.js';
import { preferredNodeAddress } from '../../liqo/gateway-server.js';
import { authAdvertisedAt } from '../../liqo/words/auth-exposure-values.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { nodeAddresses, realNodes } from '../evidence/own-addresses.js';
import { isOverInternet } from '../judge-context.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';
import { setValues } from './values-change.js';

/**
 * Liqo takes a name of a node before its address, and the peer does not take it or does not know it: the authentication server
 * is advertised at an address instead. `undefined` where no node has one that means something to the peer.
 */
export function advertiseNode(
  { cluster, configured, endpoint, decisive }: UnmetStream,
  context: PrescribeContext,
): Remedy | undefined {
  const facts = context.clusters[cluster];
  const [first] = realNodes(facts);
  const name = first === undefined ? undefined : preferredNodeAddress(first);
  // A ForeignCluster takes neither a host name without dots nor an IPv6 address.
  const isName = name !== undefined && (addressKind(name) === 'name' || isIpv6(name));
  const isUseless = endpoint === null || (decisive?.outcome === 'dns-failure' && endpoint.host === name);
  if (configured !== 'NodePort' || !isName || !isUseless) return undefined;
  const address = nodeAddresses(facts)
    .filter((one) => !isIpv6(one))
    .find((one) => isGlobalAddress(one) || (!isOverInternet(context) && isInternalAddress(one)));
  if (address === undefined) return undefined;
  const what = isIpv6(name) ? `a URL with ${name}, the address of its node,` : `the name ${name} of its node`;
  return {
    exposure: 'NodePort',
    summary: `Make Liqo advertise ${address} for the authentication server of the ${cluster} cluster: ${what} means nothing to the peer.`,
    changes: [setValues(cluster, authAdvertisedAt(context.release, { address }), context)],
  };
}
