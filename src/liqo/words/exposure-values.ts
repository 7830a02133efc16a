import { assertNever } from '../../model/assert-never.js';
import type { Exposure, ServiceId } from '../../model/peering.js';
import { formatHostPort } from '../address-kind.js';
import type { LiqoRelease } from '../release.js';
import type { ClusterWords } from './cluster-words.js';
import { pinLoadBalancerIp, pinNodePort } from './service-patch.js';
import { annotationName, named, valueNames } from './value-names.js';

/** Stands where an address has to be filled in by whoever knows it. */
export const publicAddressPlaceholder = '<your public address>';

/** How a service shall be exposed. */
export interface ExposureChange {
  readonly release: LiqoRelease;
  readonly cluster: ClusterWords;
  readonly service: ServiceId;
  readonly exposure: Extract<
    Exposure,
    'LoadBalancer' | 'NodePort' | 'Ingress' | 'PortForwarding' | 'PublicAddress' | 'Provided' | 'Exposed'
  >;
  /**
   * What Liqo shall advertise: the public address of a forward, the host of an Ingress, the host of the API server; for
   * a LoadBalancer the static IP to ask for. Without it a placeholder stands where one is indispensable.
   */
  readonly address?: string | undefined;
  /** The port that Liqo shall advertise; the Service's own without it, 6443 for the API server. */
  readonly port?: number | undefined;
  /** The node port to pin. */
  readonly nodePort?: number | undefined;
  readonly ingressClass?: string | undefined;
  /** Annotations that the Service of the new type needs from its cloud. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** What the installation has now and must lose: an override of address or port, its Ingress, `auth.tls=false`. */
  readonly withdraw?: readonly ('override' | 'ingress' | 'plain-http')[] | undefined;
}

/** The words of a change: Helm values, lines for what a release has no value for, and what to know, in sentences. */
export interface ExposureWords {
  readonly values: Readonly<Record<string, string>>;
  /** Lines to run after the Helm upgrade. */
  readonly kubectl: readonly string[];
  readonly notes: readonly string[];
}

/** The port that Liqo itself assumes. Source: pkg/utils/apiserver/address.go@v0.3.2,@v1.2.0. */
const defaultApiServerPort = 6443;

const nothing: ExposureWords = { values: {}, kubectl: [], notes: [] };

/**
 * How to expose a service of Liqo, or make Liqo advertise an API server, in the words of a release.
 *
 * Source: deployments/liqo/templates@v0.3.2,@v0.5.0,@v0.6.0,@v0.8.3,@v0.10.3,@v1.2.0; for names `valueNameRanges`.
 */
export function exposureValues(change: ExposureChange): ExposureWords {
  switch (change.service) {
    case 'auth':
      return change.release.generation === 'g3' ? noAuth(change) : authWords(change);
    case 'gateway':
      return change.release.generation === 'g3' ? peerFlagsDecide(change) : gatewayWords(change);
    case 'apiServer':
      return apiServerWords(change);
    default:
      return assertNever(change.service);
  }
}

function noAuth({ release }: ExposureChange): ExposureWords {
  return { ...nothing, notes: [`Liqo ${release.version} has no authentication server to expose.`] };
}

function peerFlagsDecide({ release }: ExposureChange): ExposureWords {
  return {
    ...nothing,
    notes: [`In Liqo ${release.version} the flags of liqoctl peer decide how a gateway is exposed.`],
  };
}

function apiServerWords({ release, exposure, address, port }: ExposureChange): ExposureWords {
  const host = address ?? publicAddressPlaceholder;
  const passthrough =
    exposure === 'Ingress' ? ['The Ingress must pass TLS through, since clients present certificates.'] : [];
  return {
    values: named(
      valueNames(release).apiServerAddress,
      `https://${formatHostPort(host, port ?? defaultApiServerPort)}`,
    ),
    kubectl: [],
    notes: [...passthrough, `The certificate of the API server must be valid for ${host}.`],
  };
}

function authWords(change: ExposureChange): ExposureWords {
  const withdrawn = withdrawnValues(change);
  const exposed = exposedAuth(change);
  return { ...exposed, values: { ...withdrawn, ...exposed.values } };
}

/** What was set before would still decide what is advertised, since `--reuse-values` keeps it. */
function withdrawnValues(change: ExposureChange): Readonly<Record<string, string>> {
  const { release, service, withdraw = [] } = change;
  const names = valueNames(release);
  const auth = service === 'auth';
  return {
    ...(withdraw.includes('override') && withdrawnOverride(change)),
    ...(auth && withdraw.includes('ingress') && named(names.authIngress, 'false')),
    ...(auth && withdraw.includes('plain-http') && named(names.authTls, 'true')),
  };
}

function withdrawnOverride({ release, service, exposure, withdraw }: ExposureChange): Record<string, string> {
  const names = valueNames(release);
  if (service === 'gateway') {
    return { ...named(names.gatewayAddressOverride, ''), ...named(names.gatewayPortOverride, '') };
  }
  const port = named(names.authPortOverride, '');
  if (names.authAddressOverride !== null) return { ...named(names.authAddressOverride, ''), ...port };
  // A forward sets the extra argument anew, and the override of an Ingress goes with it.
  const stays =
    exposure === 'PortForwarding' || exposure === 'PublicAddress' || withdraw?.includes('ingress') === true;
  return { ...port, ...(!stays && addressArgument(release, '')) };
}

/**
 * The address that liqo-auth advertises, as an extra argument of liqo-controller-manager. An empty one counts as none;
 * it is not taken away with `null`, since `helm upgrade --reuse-values` would put the old list back.
 *
 * Source: pkg/utils/foreignCluster/getForeignCluster.go@v0.3.2,@v0.5.0; helm, pkg/action/upgrade.go (reuseValues).
 */
function addressArgument(release: LiqoRelease, address: string): Readonly<Record<string, string>> {
  const list = valueNames(release).controllerManagerArguments;
  return named(list === null ? null : `${list}[0]`, `--auth-service-address-override=${address}`);
}

function exposedAuth(change: ExposureChange): ExposureWords {
  switch (change.exposure) {
    case 'LoadBalancer':
      return typed(change, 'LoadBalancer', pinLoadBalancerIp(change));
    case 'NodePort':
    case 'Exposed':
      return typed(change, 'NodePort', pinNodePort(change));
    case 'Ingress':
      return authIngress(change);
    case 'PortForwarding':
    case 'PublicAddress':
      return forwardedAuth(change);
    case 'Provided':
      return nothing;
    default:
      return assertNever(change.exposure);
  }
}

function typed(
  { release, service, annotations = {} }: ExposureChange,
  type: 'LoadBalancer' | 'NodePort',
  pinned: Pick<ExposureWords, 'values' | 'kubectl'>,
): ExposureWords {
  const names = valueNames(release);
  const map = service === 'auth' ? names.authServiceAnnotations : names.gatewayServiceAnnotations;
  const annotated =
    map === null
      ? []
      : Object.entries(annotations).map(([name, value]) => [annotationName(map, name), value] as const);
  return {
    values: {
      ...named(service === 'auth' ? names.authServiceType : names.gatewayServiceType, type),
      ...Object.fromEntries(annotated),
      ...pinned.values,
    },
    kubectl: pinned.kubectl,
    notes: [],
  };
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
  const { values, kubectl } = typed(change, 'NodePort', pinNodePort(change));
  const advertised = authAdvertisedAt(release, { address, port });
  return { values: { ...values, ...advertised.values }, kubectl, notes: advertised.notes };
}

/** How to make Liqo v0.3–v0.10 advertise liqo-auth at another address, its Service left as it is. */
export function authAdvertisedAt(
  release: LiqoRelease,
  { address, port }: { readonly address: string; readonly port?: number | undefined },
): ExposureWords {
  const { authAddressOverride, authPortOverride } = valueNames(release);
  const ported = port === undefined ? {} : named(authPortOverride, String(port));
  if (authAddressOverride !== null) {
    return { ...nothing, values: { [authAddressOverride]: address, ...ported } };
  }
  const notes = [
    `Liqo ${release.version} has no value for the advertised address: it goes in as an extra argument of ` +
      'liqo-controller-manager, in place of all that may be there.',
  ];
  return { kubectl: [], values: { ...addressArgument(release, address), ...ported }, notes };
}

function gatewayWords(change: ExposureChange): ExposureWords {
  const { exposure } = change;
  const withdrawn = withdrawnValues(change);
  if (exposure === 'LoadBalancer') {
    const { values, kubectl } = typed(change, 'LoadBalancer', pinLoadBalancerIp(change));
    return { values: { ...withdrawn, ...values }, kubectl, notes: [] };
  }
  if (exposure === 'Ingress') return { ...nothing, notes: ['A gateway is UDP, which no Ingress carries.'] };
  if (exposure === 'Provided') return nothing;
  const { values, kubectl } = typed(change, 'NodePort', pinNodePort(change));
  if (exposure === 'PortForwarding') return forwardedGateway(change, { values, kubectl });
  return { values: { ...withdrawn, ...values }, kubectl, notes: [] };
}

function forwardedGateway(
  { release, address = publicAddressPlaceholder, port }: ExposureChange,
  { values, kubectl }: Pick<ExposureWords, 'values' | 'kubectl'>,
): ExposureWords {
  const { gatewayAddressOverride, gatewayPortOverride } = valueNames(release);
  if (gatewayAddressOverride === null) {
    const notes = [
      `Liqo ${release.version} cannot advertise another address for its gateway, so the peer never dials the ` +
        "forwarded port: the tunnel has to begin from this side, towards the peer's gateway.",
    ];
    return { values, kubectl, notes };
  }
  const override = {
    [gatewayAddressOverride]: address,
    ...(port !== undefined && named(gatewayPortOverride, String(port))),
  };
  return { values: { ...values, ...override }, kubectl, notes: [] };
}
