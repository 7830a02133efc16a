import { isIpv6 } from '../../liqo/address-kind.js';
import { isAtLeast } from '../../liqo/release.js';
import { named, valueNames } from '../../liqo/words/value-names.js';
import { valueOf } from '../../model/fact.js';
import { unservedFamily } from '../evidence/address-families.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { realNodes } from '../evidence/own-addresses.js';
import { isOverInternet } from '../judge-context.js';
import type { AssessedService } from '../requirements/requirements.js';
import { openTheWay } from './open-the-way.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { Remedy } from './remedy.js';
import { plainValues } from './values-change.js';

/** Whether a gateway of type NodePort is advertised at an address of a family that its Service does not have. */
export function isUnserved(
  { cluster, endpoint, configured }: AssessedService,
  context: PrescribeContext,
): boolean {
  const at = { cluster, service: 'gateway', exposure: configured } as const;
  return endpoint !== null && unservedFamily({ ...at, host: endpoint.host }, context) !== undefined;
}

/**
 * A gateway (v0.3–v0.10) is advertised at a node's IPv6 address, which its Service does not serve: at an IPv4 address of
 * that node, or of another one, it is reached. `undefined` where no node has one that means something to the peer.
 */
export function advertiseServed(unmet: AssessedService, context: PrescribeContext): Remedy | undefined {
  const { cluster, endpoint } = unmet;
  const nodes = realNodes(context.clusters[cluster]).filter(({ ready }) => ready);
  const annotations = valueOf(context.clusters[cluster].liqo.gatewayService)?.annotations;
  const own = annotations?.['net.liqo.io/gatewayNodeIP'];
  const atGateway = nodes.filter(({ addresses }) => addresses.some(({ address }) => address === own));
  const isUseful = (one: string): boolean =>
    !isIpv6(one) && (isGlobalAddress(one) || (!isOverInternet(context) && isInternalAddress(one)));
  const candidates = [...atGateway, ...nodes].flatMap(({ addresses }) => addresses);
  const { gatewayAddressOverride } = valueNames(context.release);
  if (!isAtLeast(context.release, 'v0.6.0') || gatewayAddressOverride === null) {
    const isCured = candidates.some(({ type, address }) => type === 'InternalIP' && isUseful(address));
    return isCured ? openTheWay(unmet, '', context) : undefined;
  }
  const address = candidates.map((one) => one.address).find(isUseful);
  if (address === undefined) return undefined;
  return {
    exposure: 'NodePort',
    summary: `Make Liqo advertise ${address} for the gateway of the ${cluster} cluster: its Service does not serve ${endpoint?.host ?? ''}.`,
    changes: [plainValues(cluster, named(gatewayAddressOverride, address), context)],
  };
}
