import { addressKind, isIpv6 } from '../../liqo/address-kind.js';
import type { ServiceId } from '../../model/peering.js';
import { isInternalAddress } from '../evidence/address-scope.js';
import { endpointText } from '../evidence/outcome-text.js';
import { nodeAddresses } from '../evidence/own-addresses.js';
import { isOverInternet } from '../judge-context.js';
import type { AssessedService } from '../requirements/requirements.js';
import { advertiseElsewhere } from './advertise-elsewhere.js';
import { prescribeBehindIngress } from './behind-ingress.js';
import { isCertificateAtFault, prescribeCertificate } from './prescribe-certificate.js';
import { needsForwarding } from './forward.js';
import { forwardOnly, forwardWithValues } from './forward-stream.js';
import { giveIpv6 } from './give-ipv6.js';
import { openCandidate } from './open-candidate.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { Remedy } from './remedy.js';
import { exposeAnew, isEndpointFromAws } from './expose-anew.js';
import { turnTlsOn } from './ingress-protocol.js';
import { openTheWay } from './open-the-way.js';
import { isProxyAtFault, leadPastProxy } from './through-proxy.js';

/** A TCP requirement that is unmet. */
export interface UnmetStream extends AssessedService {
  readonly service: Exclude<ServiceId, 'gateway'>;
}

/** The cheapest change after which the peer reaches a TCP service where Liqo advertises it. */
export function prescribeStream(unmet: UnmetStream, context: PrescribeContext): Remedy {
  const { service, cluster, endpoint, decisive } = unmet;
  if (service === 'auth' && context.intent.peering === 'in-band') return turnTlsOn(cluster, context);
  const candidate = openCandidate(unmet, context);
  const isFixed = service === 'apiServer' && isEndpointFromAws(cluster, context);
  if (candidate !== undefined && !isFixed) return advertiseElsewhere(unmet, candidate, context);
  if (endpoint !== null && decisive !== undefined && isProxyAtFault(unmet)) {
    return leadPastProxy(unmet, endpointText(endpoint), decisive);
  }
  if (endpoint === null || decisive?.outcome === 'dns-failure' || isUnroutable(unmet, context)) {
    return needsForwarding(service, cluster, context) && !isFixed
      ? forwardWithValues(unmet, context)
      : exposeAnew(unmet, context);
  }
  if (isWithoutNodePort(unmet, context)) return exposeAnew(unmet, context);
  const withIpv6 = giveIpv6(unmet);
  if (withIpv6 !== undefined) return withIpv6;
  const behindIngress = prescribeBehindIngress(unmet, context);
  if (behindIngress !== undefined) return behindIngress;
  if (isCertificateAtFault(unmet)) return prescribeCertificate(unmet, context);
  if (decisive === undefined) return openTheWay(unmet, endpointText(endpoint), context);
  // No router forwards what comes to an IPv6 address: it is the machine's own.
  const isOwnAddress = isIpv6(decisive.address ?? endpoint.host);
  return needsForwarding(service, cluster, context) && !isOwnAddress
    ? forwardOnly(unmet, endpoint, context)
    : openTheWay(unmet, endpointText(endpoint), context);
}

/** A node of the cluster is advertised for a Service that has no port there, whatever its firewalls do. */
function isWithoutNodePort(
  { service, cluster, configured, endpoint }: UnmetStream,
  { clusters }: PrescribeContext,
): boolean {
  const isOwn = endpoint !== null && nodeAddresses(clusters[cluster]).includes(endpoint.host);
  return service === 'auth' && configured === 'ClusterIP' && isOwn;
}

/** Whether no change on the way can help: the address means nothing where the peer is. */
function isUnroutable({ endpoint, decisive }: UnmetStream, context: PrescribeContext): boolean {
  if (endpoint === null) return true;
  if (addressKind(endpoint.host) === 'loopback' || addressKind(endpoint.host) === 'unspecified') return true;
  return isOverInternet(context) && isInternalAddress(decisive?.address ?? endpoint.host);
}
