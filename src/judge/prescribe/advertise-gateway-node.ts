import { overrideAnnotations } from '../../liqo/auth-override.js';
import { gatewayNodeAnnotation } from '../../liqo/gateway-quirks.js';
import { isAtLeast } from '../../liqo/release.js';
import { valueOf } from '../../model/fact.js';
import type { Side } from '../../model/peering.js';
import { unservedFamily } from '../evidence/address-families.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { isOverInternet } from '../judge-context.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { Remedy } from './remedy.js';
import { valuesChange } from './values-change.js';

/**
 * The gateway has a node port at an address that means something to the peer, and an override keeps Liqo from advertising
 * it: without the override it does. `undefined` where there is no such address, or it is advertised already.
 *
 * Source: RetrieveWGEPFromService in pkg/utils/getters/dataGetters.go@v0.6.0–v0.10.3.
 */
export function advertiseGatewayNode(cluster: Side, context: PrescribeContext): Remedy | undefined {
  const service = valueOf(context.clusters[cluster].liqo.gatewayService);
  if (service?.type !== 'NodePort' || !isAtLeast(context.release, 'v0.6.0')) return undefined;
  const address = service.annotations[gatewayNodeAnnotation] ?? '';
  const override = service.annotations[overrideAnnotations.address];
  const isUsable = isGlobalAddress(address) || (!isOverInternet(context) && isInternalAddress(address));
  if (override === undefined || override === address || !isUsable) return undefined;
  const at = { cluster, service: 'gateway', exposure: 'NodePort', host: address } as const;
  if (unservedFamily(at, context) !== undefined) return undefined;
  return {
    exposure: 'NodePort',
    summary: `Make Liqo advertise ${address}, its own node, for the gateway of the ${cluster} cluster.`,
    changes: [valuesChange(cluster, { service: 'gateway', exposure: 'NodePort' }, context)],
  };
}
