import { assertNever } from '../../model/assert-never.js';
import type { LiqoRelease } from '../release.js';
import type { ExposureChange, ExposureWords } from './exposure-change.js';
import { nothingToChange, publicAddressPlaceholder } from './exposure-change.js';
import { addressArgument, typedService, withdrawnValues } from './service-exposure-values.js';
import { pinLoadBalancerIp, pinNodePort } from './service-patch.js';
import { named, valueNames } from './value-names.js';

/** How to expose the authentication server of Liqo v0.3–v0.10. */
export function authExposureValues(change: ExposureChange): ExposureWords {
  const withdrawn = withdrawnValues(change);
  const exposed = exposedAuth(change);
  return { ...exposed, values: { ...withdrawn, ...exposed.values } };
}

function exposedAuth(change: ExposureChange): ExposureWords {
  switch (change.exposure) {
    case 'LoadBalancer':
      return typedService(change, 'LoadBalancer', pinLoadBalancerIp(change));
    case 'NodePort':
    case 'Exposed':
      return typedService(change, 'NodePort', pinNodePort(change));
    case 'Ingress':
      return authIngress(change);
    case 'PortForwarding':
    case 'PublicAddress':
      return forwardedAuth(change);
    case 'Provided':
      return nothingToChange;
    default:
      return assertNever(change.exposure);
  }
}

function authIngress({ release, address, port, ingressClass }: ExposureChange): ExposureWords {
  const names = valueNames(release);
  const values = {
    ...named(names.authServiceType, 'ClusterIP'),
    ...named(names.authTls, 'false'),
    ...named(names.authIngress, 'true'),
    ...named(names.authIngressHost, address ?? '<the host of your Ingress>'),
    ...(ingressClass !== undefined && named(names.authIngressClass, ingressClass)),
    ...(port !== undefined &&
      port !== 443 &&
      named(names.authIngressPort ?? names.authPortOverride, String(port))),
  };
  const notes = [
    'With auth.tls=false TLS ends at the Ingress; an Ingress controller that speaks HTTPS to its backend ' +
      '(for ingress-nginx the annotation nginx.ingress.kubernetes.io/backend-protocol: HTTPS) can keep auth.tls=true.',
  ];
  if (release.generation === 'g2') notes.push('In-band peering does not work with auth.tls=false.');
  return { values, kubectl: [], notes };
}

function forwardedAuth(change: ExposureChange): ExposureWords {
  const { release, address = publicAddressPlaceholder, port } = change;
  const { values, kubectl } = typedService(change, 'NodePort', pinNodePort(change));
  const advertised = authAdvertisedAt(release, { address, port });
  return { values: { ...values, ...advertised.values }, kubectl, notes: advertised.notes };
}

/** How to make Liqo v0.3–v0.10 advertise liqo-auth at another address or port, its Service left as it is. */
export function authAdvertisedAt(
  release: LiqoRelease,
  { address, port }: { readonly address?: string | undefined; readonly port?: number | undefined },
): ExposureWords {
  const { authAddressOverride, authPortOverride } = valueNames(release);
  const ported = port === undefined ? {} : named(authPortOverride, String(port));
  if (address === undefined) return { ...nothingToChange, values: ported };
  if (authAddressOverride !== null) {
    return { ...nothingToChange, values: { [authAddressOverride]: address, ...ported } };
  }
  const notes = [
    `Liqo ${release.version} has no value for the advertised address: it goes in as an extra argument of ` +
      'liqo-controller-manager, in place of all that may be there.',
  ];
  return { kubectl: [], values: { ...addressArgument(release, address), ...ported }, notes };
}
