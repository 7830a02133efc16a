import { isAtLeast, parseRelease } from '../liqo/release.js';
import { printable } from '../kubernetes/printable.js';
import { known, unknown, valueOf, type Fact } from '../model/fact.js';
import type { Generation } from '../model/peering.js';
import type { ClusterReadings } from './cluster-readings.js';
import { findComponent } from './deployment-arguments.js';
import type { Deployment } from './kubernetes-objects.js';

/**
 * The installed release: the image tag of Deployment `liqo-controller-manager`, else its version label.
 *
 * A tag that names no release (a commit, `latest`) gives way to a label that does; where neither does, it is told as
 * it is. SOURCE: Liqo pkg/liqoctl/info/localstatus/local_info.go@v1.2.0.
 */
export function liqoVersionOf(deployments: ClusterReadings['deployments']): Fact<string> {
  if (!deployments.known) return deployments;
  const manager = findComponent(deployments.value ?? [], 'controller-manager');
  if (manager === undefined) return unknown('there is no Deployment of liqo-controller-manager');
  const name = manager.metadata.name;
  const label = manager.metadata.labels?.['app.kubernetes.io/version'];
  const candidates = [
    { version: imageTagOf(manager), source: `image tag of Deployment ${name}` },
    { version: label, source: `label app.kubernetes.io/version of Deployment ${name}` },
  ].flatMap(({ version, source }) => (version === undefined || version === '' ? [] : [{ version, source }]));
  const best = candidates.find(({ version }) => isVersion(version)) ?? candidates[0];
  if (best === undefined) return unknown(`Deployment ${name} has neither an image tag nor a version label`);
  const version = printable(best.version, 128);
  return known(isVersion(version) && !version.startsWith('v') ? `v${version}` : version, best.source);
}

/** Of `registry:5000/liqo/liqo-controller-manager:v0.10.3@sha256:…` the part `v0.10.3`. */
function imageTagOf(deployment: Deployment): string | undefined {
  const { containers } = deployment.spec.template.spec;
  const container = containers.find(({ name }) => name === 'controller-manager') ?? containers[0];
  const [reference = ''] = (container?.image ?? '').split('@');
  return /:([^:/]+)$/u.exec(reference)?.[1];
}

function isVersion(text: string): boolean {
  return /^v?\d+\.\d+/u.test(text);
}

/** Objects that only Liqo v0.3–v0.10 has. */
export interface EarlyServices {
  readonly auth: boolean;
  readonly gateway: boolean;
}

/**
 * The generation of the installed Liqo: that of its release, else what its objects show.
 *
 * SOURCE: the CRDs and charts of Liqo at the tags: `searchdomains` exist up to v0.4, ConfigMap `cluster-id` in v0.3.0
 * only, `foreignclusters.discovery.liqo.io` up to v0.10, `foreignclusters.core.liqo.io` from v1.0 on.
 */
export function generationFrom(
  version: Fact<string>,
  readings: ClusterReadings,
  early: EarlyServices,
): Fact<Generation> {
  if (version.known && isVersion(version.value)) {
    if (isReleaseCandidate(version.value)) return unknown('v0.11 release candidates are not supported');
    const release = parseRelease(version.value);
    return release.ok ? known(release.value.generation, version.source) : unknown(release.failure);
  }
  return generationFromObjects(readings, early, version.known ? `version ${version.value}` : version.reason);
}

/** v0.11 exists only as release candidates, which mix the control planes of two generations. */
function isReleaseCandidate(version: string): boolean {
  const release = { version, generation: 'g2' } as const;
  return isAtLeast(release, 'v0.11.0') && !isAtLeast(release, 'v1.0.0');
}

function generationFromObjects(
  readings: ClusterReadings,
  early: EarlyServices,
  withoutVersion: string,
): Fact<Generation> {
  const definitions = valueOf(readings.definitions) ?? [];
  const has = (name: string): boolean => definitions.includes(name);
  const isEarly = early.auth || early.gateway;
  const isRecent = has('foreignclusters.core.liqo.io') || has('gatewayservers.networking.liqo.io');
  if (isEarly && isRecent) {
    return unknown('the cluster has objects of Liqo v0.x and definitions of v1.x, as v0.11 candidates have');
  }
  if (has('searchdomains.discovery.liqo.io')) {
    return known('g1', 'definition searchdomains.discovery.liqo.io, which v0.5 and later do not have');
  }
  if (valueOf(readings.earlyClusterId) !== undefined && valueOf(readings.earlyClusterId) !== null) {
    return known('g1', 'ConfigMap cluster-id, which only v0.3.0 has');
  }
  if (isEarly) {
    return known(
      'g2',
      `Service ${early.auth ? 'liqo-auth' : 'liqo-gateway'}, and no sign of v0.4 or earlier`,
    );
  }
  if (isRecent)
    return known('g3', 'definition foreignclusters.core.liqo.io or gatewayservers.networking.liqo.io');
  if (has('foreignclusters.discovery.liqo.io')) {
    return known('g2', 'definition foreignclusters.discovery.liqo.io, and no sign of v0.4 or earlier');
  }
  return unknown(withoutVersion);
}
