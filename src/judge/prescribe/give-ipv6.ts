import { peerOf } from '../../model/peering.js';
import { unroutedIpv6 } from '../evidence/missing-family.js';
import { serviceNames } from '../evidence/service-names.js';
import type { AssessedService } from '../requirements/requirements.js';
import type { Remedy } from './remedy.js';

/** The peer's pods have no IPv6, and an IPv6 address is all that they are told; `undefined` where that is not so. */
export function giveIpv6({ service, cluster, configured, decisive }: AssessedService): Remedy | undefined {
  if (unroutedIpv6(decisive) === undefined) return undefined;
  const from = peerOf(cluster);
  // The same words for every service: what cures one cures all.
  const words = `Give the pods of the ${from} cluster IPv6: they have no route to the IPv6 addresses of the ${cluster} cluster, so no firewall is to blame.`;
  return {
    exposure: configured ?? 'PublicAddress',
    summary: `Let the pods of the ${from} cluster reach the ${serviceNames[service]} of the ${cluster} cluster by IPv6, or have it advertised at an IPv4 address.`,
    changes: [{ cluster: from, kind: 'infrastructure', words }],
  };
}
