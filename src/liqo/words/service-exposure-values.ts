import type { LiqoRelease } from '../release.js';
import type { ExposureChange, ExposureWords } from './exposure-change.js';
import { annotationName, named, valueNames } from './value-names.js';

/** What was set before would still decide what is advertised, since `--reuse-values` keeps it. */
export function withdrawnValues(change: ExposureChange): Readonly<Record<string, string>> {
  const { release, service, withdraw = [] } = change;
  const names = valueNames(release);
  const auth = service === 'auth';
  return {
    ...(withdraw.includes('override') && withdrawnOverride(change)),
    ...(withdraw.includes('port-override') &&
      named(auth ? names.authPortOverride : names.gatewayPortOverride, '')),
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
export function addressArgument(release: LiqoRelease, address: string): Readonly<Record<string, string>> {
  const list = valueNames(release).controllerManagerArguments;
  return named(list === null ? null : `${list}[0]`, `--auth-service-address-override=${address}`);
}

/** The words that give a Service of Liqo a type, with the annotations that its cloud wants and what is pinned of it. */
export function typedService(
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
