import { addressKind, isIpv6 } from '../../liqo/address-kind.js';
import { valueOf } from '../../model/fact.js';
import type { Exposure, ServiceId, Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';

/** A service at the address of a node, which its Service may not serve. */
export interface NodePortAddress {
  /** True for the stand-in's Service, whatever families Liqo's own has; absent for Liqo's own where it is there. */
  readonly isStandIn?: boolean;
  readonly cluster: Side;
  readonly service: ServiceId;
  readonly exposure: Exposure | null;
  readonly host: string;
}

/** The family of an IP address by Kubernetes' name; `undefined` for a name. */
function familyOf(host: string): 'IPv4' | 'IPv6' | undefined {
  if (isIpv6(host)) return 'IPv6';
  return addressKind(host) === 'name' ? undefined : 'IPv4';
}

/**
 * Why a node port does not answer at an address whatever firewalls do: its Service is of another family. A clause without
 * final stop; `undefined` where the Service serves the address, and where that is not known.
 *
 * Liqo sets no `ipFamilyPolicy`, so its Services have one family, the cluster's first, also where nodes have addresses of
 * both and publish the other one first. Source: deployments/liqo/templates@v0.3.2–v1.2.0; Kubernetes docs, "IPv4/IPv6
 * dual-stack".
 */
export function unservedFamily(
  at: NodePortAddress,
  context: Pick<JudgeContext, 'evidence' | 'clusters'>,
): string | undefined {
  const family = familyOf(at.host);
  const served = at.exposure === 'NodePort' ? servedFamilies(at, context) : undefined;
  if (family === undefined || served === undefined || served.includes(family)) return undefined;
  return `${at.host} is an ${family} address, and the Service serves ${served.join(' and ')} only, so its node port does not answer there and no firewall is to blame`;
}

/** The families of Liqo's own Service, else of the stand-in's; `undefined` where neither told. */
export function servedFamilies(
  { cluster, service, isStandIn }: Pick<NodePortAddress, 'cluster' | 'service' | 'isStandIn'>,
  { evidence, clusters }: Pick<JudgeContext, 'evidence' | 'clusters'>,
): readonly string[] | undefined {
  const standIn = evidence.standIns.find(
    (one) => one.cluster === cluster && one.service === service && one.exposure === 'NodePort',
  );
  const { liqo } = clusters[cluster];
  const own =
    service === 'apiServer' ? undefined : service === 'auth' ? liqo.authService : liqo.gatewayService;
  const ofOwn = own === undefined ? undefined : valueOf(own)?.families;
  const families = isStandIn === true ? (standIn?.families ?? ofOwn) : (ofOwn ?? standIn?.families);
  return families === undefined || families.length === 0 ? undefined : families;
}
