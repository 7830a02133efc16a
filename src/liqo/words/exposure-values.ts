import { assertNever } from '../../model/assert-never.js';
import type { Exposure, ServiceId } from '../../model/peering.js';
import { formatHostPort } from '../address-kind.js';
import { isAtLeast } from '../release.js';
import type { LiqoRelease } from '../release.js';
import type { ClusterWords } from './cluster-words.js';
import { pinLoadBalancerIp, pinNodePort } from './service-patch.js';

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

const nothing: ExposureWords = { values: {}, kubectl: [], notes: [] };

/**
 * How to expose a service of Liqo, or make Liqo advertise an API server, in the words of a release.
 *
 * Source: deployments/liqo/values.yaml and templates@v0.3.2,@v0.5.0,@v0.6.0,@v0.8.3,@v0.10.3,@v1.2.0.
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

function apiServerWords({ exposure, address, port }: ExposureChange): ExposureWords {
  const host = address ?? publicAddressPlaceholder;
  const passthrough =
    exposure === 'Ingress' ? ['The Ingress must pass TLS through, since clients present certificates.'] : [];
  return {
    values: { 'apiServer.address': `https://${formatHostPort(host, port ?? 6443)}` },
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
function withdrawnValues(change: ExposureChange): Record<string, string> {
  const { service, withdraw = [] } = change;
  const auth = service === 'auth';
  return {
    ...(withdraw.includes('override') && withdrawnOverride(change)),
    ...(auth && withdraw.includes('ingress') && { 'auth.ingress.enable': 'false' }),
    ...(auth && withdraw.includes('plain-http') && { 'auth.tls': 'true' }),
  };
}

function withdrawnOverride({ release, service, exposure, withdraw }: ExposureChange): Record<string, string> {
  if (isAtLeast(release, 'v0.6.0')) {
    return { [`${service}.config.addressOverride`]: '', [`${service}.config.portOverride`]: '' };
  }
  if (service === 'gateway') return {};
  // A forward sets the first extra argument anew, and the override of an Ingress goes with it.
  const stays =
    exposure === 'PortForwarding' || exposure === 'PublicAddress' || withdraw?.includes('ingress') === true;
  return { 'auth.portOverride': '', ...(!stays && { 'controllerManager.pod.extraArgs': 'null' }) };
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
  { service }: ExposureChange,
  type: 'LoadBalancer' | 'NodePort',
  pinned: Pick<ExposureWords, 'values' | 'kubectl'>,
): ExposureWords {
  return {
    values: { [`${service}.service.type`]: type, ...pinned.values },
    kubectl: pinned.kubectl,
    notes: [],
  };
}

function authIngress({ release, address, port, ingressClass }: ExposureChange): ExposureWords {
  const values: Record<string, string> = {
    'auth.service.type': 'ClusterIP',
    'auth.tls': 'false',
    'auth.ingress.enable': 'true',
    'auth.ingress.host': address ?? '<the host of your Ingress>',
  };
  if (ingressClass !== undefined) values['auth.ingress.class'] = ingressClass;
  if (port !== undefined && port !== 443) values[ingressPortKey(release)] = String(port);
  const notes = [
    'With auth.tls=false TLS ends at the Ingress; an Ingress controller that speaks HTTPS to its backend ' +
      '(for ingress-nginx the annotation nginx.ingress.kubernetes.io/backend-protocol: HTTPS) can keep auth.tls=true.',
  ];
  if (isAtLeast(release, 'v0.5.0')) notes.push('In-band peering does not work with auth.tls=false.');
  return { values, kubectl: [], notes };
}

function ingressPortKey(release: LiqoRelease): string {
  if (isAtLeast(release, 'v0.8.3')) return 'auth.ingress.port';
  return isAtLeast(release, 'v0.6.0') ? 'auth.config.portOverride' : 'auth.portOverride';
}

function forwardedAuth(change: ExposureChange): ExposureWords {
  const { release, address = publicAddressPlaceholder, port } = change;
  const { values, kubectl } = typed(change, 'NodePort', pinNodePort(change));
  if (isAtLeast(release, 'v0.6.0')) {
    const override = {
      'auth.config.addressOverride': address,
      ...portValue('auth.config.portOverride', port),
    };
    return { values: { ...values, ...override }, kubectl, notes: [] };
  }
  const override = {
    'controllerManager.pod.extraArgs[0]': `--auth-service-address-override=${address}`,
    ...portValue('auth.portOverride', port),
  };
  const notes = [
    `Liqo ${release.version} has no value for the advertised address: it goes in as the first extra argument of ` +
      'liqo-controller-manager, in place of one that may be there.',
  ];
  return { values: { ...values, ...override }, kubectl, notes };
}

function gatewayWords(change: ExposureChange): ExposureWords {
  const { release, exposure, address = publicAddressPlaceholder, port } = change;
  const withdrawn = withdrawnValues(change);
  if (exposure === 'LoadBalancer') {
    const { values, kubectl } = typed(change, 'LoadBalancer', pinLoadBalancerIp(change));
    return { values: { ...withdrawn, ...values }, kubectl, notes: [] };
  }
  if (exposure === 'Ingress') return { ...nothing, notes: ['A gateway is UDP, which no Ingress carries.'] };
  if (exposure === 'Provided') return nothing;
  const { values, kubectl } = typed(change, 'NodePort', pinNodePort(change));
  if (exposure !== 'PortForwarding') return { values: { ...withdrawn, ...values }, kubectl, notes: [] };
  if (!isAtLeast(release, 'v0.6.0')) {
    const notes = [
      `Liqo ${release.version} cannot advertise another address for its gateway, so the peer never dials the ` +
        "forwarded port: the tunnel has to begin from this side, towards the peer's gateway.",
    ];
    return { values, kubectl, notes };
  }
  const override = {
    'gateway.config.addressOverride': address,
    ...portValue('gateway.config.portOverride', port),
  };
  return { values: { ...values, ...override }, kubectl, notes: [] };
}

function portValue(key: string, port: number | undefined): Record<string, string> {
  return port === undefined ? {} : { [key]: String(port) };
}
