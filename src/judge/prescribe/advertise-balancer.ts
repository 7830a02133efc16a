import { addressKind, isIpv6 } from '../../liqo/address-kind.js';
import { loadBalancerAddress } from '../../liqo/gateway-server.js';
import { authAdvertisedAt } from '../../liqo/words/auth-exposure-values.js';
import type { ServiceFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import { peerOf, type Side } from '../../model/peering.js';
import { isInternalAddress } from '../evidence/address-scope.js';
import { isOverInternet } from '../judge-context.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { Remedy } from './remedy.js';
import { setValues, valuesChange } from './values-change.js';

/**
 * The Service has a load balancer with an address that the peer can be told: an override keeps Liqo from advertising it,
 * or Liqo takes the name of one whose IP would do. `undefined` where there is none, or it is advertised already.
 */
export function advertiseBalancer(
  service: 'auth' | 'gateway',
  cluster: Side,
  context: PrescribeContext,
): Remedy | undefined {
  const { liqo } = context.clusters[cluster];
  const own = valueOf(service === 'auth' ? liqo.authService : liqo.gatewayService);
  if (own?.type !== 'LoadBalancer' || own.loadBalancer.length === 0) return undefined;
  const advertised = context.advertised[cluster][service].endpoint?.host;
  const standard = loadBalancerAddress(own.loadBalancer, service, context.release);
  if (service === 'gateway' && isUseless(standard, context)) return undefined;
  // A peer takes no URL with an IPv6 address.
  const isRefused = service === 'auth' && isIpv6(standard ?? '');
  // An override may name the load balancer itself.
  const isItsIp = own.loadBalancer.some(({ ip }) => ip !== undefined && ip === advertised);
  if (advertised === standard || isRefused || isItsIp) {
    return service === 'auth' ? advertiseItsIp(own, { cluster, advertised, context }) : undefined;
  }
  return {
    exposure: 'LoadBalancer',
    summary: `Make Liqo advertise the load balancer of Service ${own.name} of the ${cluster} cluster.`,
    changes: [valuesChange(cluster, { service, exposure: 'LoadBalancer' }, context)],
  };
}

/** Every release that has an authentication server takes a load balancer's name before its IP. */
function advertiseItsIp(
  { name, loadBalancer }: ServiceFacts,
  at: {
    readonly cluster: Side;
    readonly advertised: string | undefined;
    readonly context: PrescribeContext;
  },
): Remedy | undefined {
  const { cluster, advertised, context } = at;
  const address = loadBalancer.flatMap(({ ip }) => ip ?? []).find((ip) => ip !== advertised && !isIpv6(ip));
  if (address === undefined || isUseless(address, context)) return undefined;
  if (advertised !== undefined && leadsTo(address, { host: advertised, cluster, context })) return undefined;
  const isRefused = loadBalancer[0]?.hostname === undefined && isIpv6(loadBalancer[0]?.ip ?? '');
  const isName = advertised !== undefined && addressKind(advertised) === 'name';
  if (!isName && !isRefused) return undefined;
  const why = isRefused ? 'the peer takes no URL with its IPv6 address' : 'its name leads nowhere';
  return {
    exposure: 'LoadBalancer',
    summary: `Make Liqo advertise the IP of the load balancer of Service ${name} of the ${cluster} cluster: ${why}.`,
    changes: [setValues(cluster, authAdvertisedAt(context.release, { address }), context)],
  };
}

/** Whether the peer was led to an address by a name, so that the address is as good as the name. */
function leadsTo(
  address: string,
  {
    host,
    cluster,
    context,
  }: { readonly host: string; readonly cluster: Side; readonly context: PrescribeContext },
): boolean {
  return context.evidence.observations
    .map(({ observation }) => observation)
    .filter((seen) => seen.from === peerOf(cluster) && seen.target === cluster && seen.host === host)
    .some((seen) => [seen, ...(seen.addresses ?? [])].some((one) => one.address === address));
}

/** Whether an address of a load balancer means nothing where the peer is. */
function isUseless(address: string | undefined, context: PrescribeContext): boolean {
  return address !== undefined && isOverInternet(context) && isInternalAddress(address);
}
