import { isAtLeast } from '../release.js';
import type { LiqoRelease } from '../release.js';

/**
 * What liqo-doctor sets or speaks of, by the name of the Helm value in one range of releases.
 * `null` where the range has no such value.
 */
export interface ValueNames {
  readonly authServiceType: string | null;
  readonly authServiceAnnotations: string | null;
  readonly authAddressOverride: string | null;
  readonly authPortOverride: string | null;
  readonly authNodePort: string | null;
  readonly authLoadBalancerIp: string | null;
  readonly authTls: string | null;
  readonly authIngress: string | null;
  readonly authIngressHost: string | null;
  readonly authIngressPort: string | null;
  readonly authIngressClass: string | null;
  readonly authIngressAnnotations: string | null;
  readonly authIngressTlsSecret: string | null;
  readonly gatewayServiceType: string | null;
  readonly gatewayServiceAnnotations: string | null;
  readonly gatewayAddressOverride: string | null;
  readonly gatewayPortOverride: string | null;
  readonly gatewayNodePort: string | null;
  readonly gatewayLoadBalancerIp: string | null;
  /** The port of the tunnel; in v1.x `liqoctl peer --gw-server-service-port` sets it. */
  readonly gatewayPort: string | null;
  /** Annotations of the Service of a gateway server, which v1.x creates with a peering. */
  readonly gatewayServerServiceAnnotations: string | null;
  /** `kernel` or `userspace`. */
  readonly wireguardImplementation: string | null;
  /** In v1.x `liqoctl peer --mtu` sets it. */
  readonly tunnelMtu: string | null;
  readonly apiServerAddress: string | null;
  readonly apiServerTrustedCa: string | null;
  /** The authority that peers are told, in base64. */
  readonly apiServerCa: string | null;
  /** For API servers that do not take Ed25519 client certificates. */
  readonly tlsCompatibility: string | null;
  readonly podCidr: string | null;
  readonly serviceCidr: string | null;
  readonly reservedSubnets: string | null;
  /** liqo-proxy, which in-band peering needs; v0.4–v0.10 have it always. */
  readonly proxy: string | null;
  readonly kernelCheck: string | null;
  readonly lanAdvertisement: string | null;
  readonly lanDiscovery: string | null;
  readonly clusterName: string | null;
  readonly clusterId: string | null;
  /** A list of arguments: what has no value of its own can go in there. */
  readonly controllerManagerArguments: string | null;
}

/** The names of the values from one release on, until the next range begins. */
export interface ValueNameRange {
  readonly from: string;
  readonly names: ValueNames;
}

const v030: ValueNames = {
  authServiceType: 'auth.service.type',
  authServiceAnnotations: 'auth.service.annotations',
  authAddressOverride: null,
  authPortOverride: 'auth.portOverride',
  authNodePort: null,
  authLoadBalancerIp: null,
  authTls: 'auth.tls',
  authIngress: 'auth.ingress.enable',
  authIngressHost: 'auth.ingress.host',
  authIngressPort: null,
  authIngressClass: 'auth.ingress.class',
  authIngressAnnotations: 'auth.ingress.annotations',
  authIngressTlsSecret: null,
  gatewayServiceType: 'gateway.service.type',
  gatewayServiceAnnotations: 'gateway.service.annotations',
  gatewayAddressOverride: null,
  gatewayPortOverride: null,
  gatewayNodePort: null,
  gatewayLoadBalancerIp: null,
  gatewayPort: null,
  gatewayServerServiceAnnotations: null,
  wireguardImplementation: null,
  tunnelMtu: null,
  apiServerAddress: 'apiServer.address',
  apiServerTrustedCa: 'apiServer.trustedCA',
  apiServerCa: null,
  tlsCompatibility: null,
  podCidr: 'networkManager.config.podCIDR',
  serviceCidr: 'networkManager.config.serviceCIDR',
  reservedSubnets: 'networkManager.config.reservedSubnets',
  proxy: null,
  kernelCheck: null,
  lanAdvertisement: 'discovery.config.enableAdvertisement',
  lanDiscovery: 'discovery.config.enableDiscovery',
  clusterName: 'discovery.config.clusterName',
  clusterId: null,
  controllerManagerArguments: 'controllerManager.pod.extraArgs',
};

const v031: ValueNames = {
  ...v030,
  gatewayPort: 'gateway.config.listeningPort',
  tunnelMtu: 'networkConfig.mtu',
};

const v060: ValueNames = {
  ...v031,
  authAddressOverride: 'auth.config.addressOverride',
  authPortOverride: 'auth.config.portOverride',
  gatewayAddressOverride: 'gateway.config.addressOverride',
  gatewayPortOverride: 'gateway.config.portOverride',
  clusterId: 'discovery.config.clusterIDOverride',
};

const v071: ValueNames = { ...v060, wireguardImplementation: 'gateway.config.wireguardImplementation' };

const v083: ValueNames = { ...v071, authIngressPort: 'auth.ingress.port' };

const v092: ValueNames = { ...v083, tunnelMtu: 'networking.mtu' };

const v094: ValueNames = {
  ...v092,
  authLoadBalancerIp: 'auth.service.loadBalancerIP',
  gatewayLoadBalancerIp: 'gateway.service.loadBalancerIP',
  authIngressTlsSecret: 'auth.ingress.tlsSecretName',
};

const v0100: ValueNames = {
  ...v094,
  authNodePort: 'auth.service.nodePort.port',
  authLoadBalancerIp: 'auth.service.loadBalancer.ip',
  gatewayNodePort: 'gateway.service.nodePort.port',
  gatewayLoadBalancerIp: 'gateway.service.loadBalancer.ip',
};

const v100: ValueNames = {
  authServiceType: null,
  authServiceAnnotations: null,
  authAddressOverride: null,
  authPortOverride: null,
  authNodePort: null,
  authLoadBalancerIp: null,
  authTls: null,
  authIngress: null,
  authIngressHost: null,
  authIngressPort: null,
  authIngressClass: null,
  authIngressAnnotations: null,
  authIngressTlsSecret: null,
  gatewayServiceType: null,
  gatewayServiceAnnotations: null,
  gatewayAddressOverride: null,
  gatewayPortOverride: null,
  gatewayNodePort: null,
  gatewayLoadBalancerIp: null,
  gatewayPort: null,
  gatewayServerServiceAnnotations: 'networking.gatewayTemplates.server.service.annotations',
  wireguardImplementation: 'networking.gatewayTemplates.wireguard.implementation',
  tunnelMtu: null,
  apiServerAddress: 'apiServer.address',
  apiServerTrustedCa: 'apiServer.trustedCA',
  apiServerCa: 'apiServer.ca',
  tlsCompatibility: null,
  podCidr: 'ipam.podCIDR',
  serviceCidr: 'ipam.serviceCIDR',
  reservedSubnets: 'ipam.reservedSubnets',
  proxy: 'proxy.enabled',
  kernelCheck: 'requirements.kernel.enabled',
  lanAdvertisement: null,
  lanDiscovery: null,
  clusterName: null,
  clusterId: 'discovery.config.clusterID',
  controllerManagerArguments: 'controllerManager.pod.extraArgs',
};

const v102: ValueNames = { ...v100, tlsCompatibility: 'authentication.tlsCompatibilityMode' };

const v120: ValueNames = { ...v102, podCidr: 'ipam.podCIDRs' };

/**
 * The names of Liqo's Helm values by range of releases, oldest first. All of them are read by the chart's templates.
 * `authServiceAnnotations`, `authIngressAnnotations`, `gatewayServiceAnnotations` and
 * `gatewayServerServiceAnnotations` are maps with keys of the user's own; `reservedSubnets`,
 * `controllerManagerArguments` and, from v1.2, `podCidr` are lists.
 *
 * Source: deployments/liqo/values.yaml and deployments/liqo/templates at every tag from v0.3.0 to v1.2.0.
 */
export const valueNameRanges: readonly ValueNameRange[] = [
  { from: 'v0.3.0', names: v030 },
  { from: 'v0.3.1', names: v031 },
  { from: 'v0.6.0', names: v060 },
  { from: 'v0.7.1', names: v071 },
  { from: 'v0.8.3', names: v083 },
  { from: 'v0.9.2', names: v092 },
  { from: 'v0.9.4', names: v094 },
  { from: 'v0.10.0', names: v0100 },
  { from: 'v1.0.0', names: v100 },
  { from: 'v1.0.2', names: v102 },
  { from: 'v1.2.0', names: v120 },
];

/** Names that look like values and do nothing: no template reads them. */
export const ineffectiveValues: readonly {
  readonly name: string;
  readonly from: string;
  readonly why: string;
}[] = [
  {
    name: 'requirements.kernel.disabled',
    from: 'v1.0.0',
    why:
      'liqoctl install --disable-kernel-version-check sets it, but gateways and fabric look at ' +
      'requirements.kernel.enabled.',
  },
  {
    name: 'networking.gatewayTemplates.server.service.externalTrafficPolicy',
    from: 'v1.0.0',
    why: 'The template of a gateway server has no such field.',
  },
];

/** The names of the values of a release. Releases after the newest range are taken to have its names. */
export function valueNames(release: LiqoRelease): ValueNames {
  return valueNameRanges.findLast(({ from }) => isAtLeast(release, from))?.names ?? v030;
}

/** The name of one annotation within a map of annotations, as `--set` names it: dots within a key are escaped. */
export function annotationName(map: string, annotation: string): string {
  return `${map}.${annotation.replaceAll('.', '\\.')}`;
}

/** A value under its name; nothing where the release has no such value. */
export function named(name: string | null, value: string): Readonly<Record<string, string>> {
  return name === null ? {} : { [name]: value };
}
