import { isAtLeast, parseRelease } from '../liqo/release.js';
import type { ServiceFacts } from '../model/cluster-facts.js';
import { known, unknown, valueOf, type Fact } from '../model/fact.js';
import type { Generation } from '../model/peering.js';
import type { ClusterReadings } from './cluster-readings.js';
import { deploymentOf } from './components.js';
import { argumentOf } from './deployment-arguments.js';
import { isFirstRelease, isVersion, olderDefinitionOf } from './liqo-release.js';

/** Services that only Liqo v0.3–v0.10 has; `undefined` where one was not seen. */
export interface EarlyServices {
  readonly auth: ServiceFacts | undefined;
  readonly gateway: ServiceFacts | undefined;
}

/**
 * The generation of the installed Liqo: that of its release, else what its objects show, with what showed it.
 *
 * Releases whose rules are not known (before v0.3, candidates of v0.11, v2) are unknown, and so are objects that more
 * than one generation may have left behind.
 */
export function generationFrom(
  version: Fact<string>,
  readings: ClusterReadings,
  early: EarlyServices,
): Fact<Generation> {
  if (version.known && isVersion(version.value)) return ofRelease(version.value, version.source);
  return ofObjects(readings, early, version.known ? `version ${version.value}` : version.reason);
}

function ofRelease(version: string, source: string): Fact<Generation> {
  const isOfV11 = isAtLeast({ version, generation: 'g2' }, 'v0.11.0');
  if (isOfV11 && !isAtLeast({ version, generation: 'g2' }, 'v1.0.0')) {
    return unknown(`${version} is a release candidate of v0.11, which is not supported`);
  }
  const release = parseRelease(version);
  return release.ok ? known(release.value.generation, source) : unknown(release.failure);
}

/**
 * SOURCE: the CRDs and charts of Liqo at the tags. `ipamstorages.ipam.liqo.io` is in v0.11.0-rc.1 to v1.0.0-rc.1 and in
 * no release; `searchdomains` exist up to v0.4, `foreignclusters.discovery.liqo.io` up to v0.10 (and in v0.11.0-rc.1),
 * `foreignclusters.core.liqo.io` from v1.0 on (and in v0.11.0-rc.3).
 */
function ofObjects(
  readings: ClusterReadings,
  early: EarlyServices,
  withoutVersion: string,
): Fact<Generation> {
  const definitions = valueOf(readings.definitions) ?? [];
  const has = (name: string): boolean => definitions.includes(name);
  const older = olderDefinitionOf(readings);
  if (older !== undefined)
    return unknown(`definition ${older} is of a release before v0.3, which is not supported`);
  if (has('ipamstorages.ipam.liqo.io')) {
    return unknown(
      'definition ipamstorages.ipam.liqo.io is of a release candidate of v0.11 or v1.0, which is not supported',
    );
  }
  const service = early.auth ?? early.gateway;
  if (service !== undefined && !readings.definitions.known)
    return ofServices(early, readings.definitions.reason);
  const isRecent = has('foreignclusters.core.liqo.io');
  if (service !== undefined && isRecent) {
    return unknown(
      `the cluster has Service ${service.name} of v0.x and definition foreignclusters.core.liqo.io of v1.x`,
    );
  }
  if (has('searchdomains.discovery.liqo.io')) {
    return known('g1', 'definition searchdomains.discovery.liqo.io, which v0.5 and later do not have');
  }
  if (isFirstRelease(readings)) return known('g1', 'ConfigMap cluster-id, which later releases do not have');
  if (service !== undefined)
    return known('g2', `Service ${service.name}, and ${laterThanV04(readings, early)}`);
  if (isRecent && has('foreignclusters.discovery.liqo.io')) {
    return unknown('the cluster has definitions of both v0.x and v1.x, and no Service of Liqo to decide by');
  }
  if (isRecent) return known('g3', 'definition foreignclusters.core.liqo.io');
  if (has('foreignclusters.discovery.liqo.io')) {
    return known('g2', `definition foreignclusters.discovery.liqo.io, and ${laterThanV04(readings, early)}`);
  }
  return unknown(withoutVersion);
}

/** Without definitions v0.4 cannot be told from v0.5, but an override in an annotation beside a gateway can only be v0.6+. */
function ofServices(early: EarlyServices, reason: string): Fact<Generation> {
  const annotated = annotatedOf(early);
  return annotated !== undefined && early.gateway !== undefined
    ? known(
        'g2',
        `an override in an annotation of Service ${annotated.name}, and Service ${early.gateway.name}`,
      )
    : unknown(
        `Services of Liqo v0.x are there, and the definitions that tell which could not be read: ${reason}`,
      );
}

function annotatedOf({ auth, gateway }: EarlyServices): ServiceFacts | undefined {
  return [auth, gateway].find((service) =>
    Object.keys(service?.annotations ?? {}).some((name) => name.startsWith('liqo.io/override-')),
  );
}

/**
 * What shows that it is v0.5 or later, and which: v0.5 takes the authentication server's override from an argument,
 * v0.6 and later from an annotation.
 * SOURCE: Liqo templates/liqo-auth-service.yaml@v0.6.0, templates/liqo-controller-manager-deployment.yaml@v0.5.0, crds of
 * v0.8.0 and v0.9.0.
 */
function laterThanV04(readings: ClusterReadings, early: EarlyServices): string {
  const definitions = valueOf(readings.definitions) ?? [];
  if (definitions.includes('virtualnodes.virtualkubelet.liqo.io')) {
    return 'definition virtualnodes.virtualkubelet.liqo.io, which v0.8 and earlier do not have';
  }
  if (definitions.includes('shadowendpointslices.virtualkubelet.liqo.io')) {
    return 'definition shadowendpointslices.virtualkubelet.liqo.io, which v0.7 and earlier do not have';
  }
  const annotated = annotatedOf(early);
  if (annotated !== undefined) {
    return `an override in an annotation of Service ${annotated.name}, which v0.5 and earlier do not have`;
  }
  const manager = valueOf(deploymentOf(readings, 'controller-manager'));
  const override = ['--auth-service-address-override', '--auth-service-port-override'].find(
    (name) => manager !== undefined && argumentOf(manager, name) !== undefined,
  );
  return override === undefined
    ? 'no sign of v0.4 or earlier'
    : `argument ${override}, which v0.6 and later do not have, and no sign of v0.4 or earlier`;
}
