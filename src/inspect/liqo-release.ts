import { known, unknown, valueOf, type Fact } from '../model/fact.js';
import type { ClusterReadings } from './cluster-readings.js';
import { deploymentOf } from './components.js';
import type { Deployment } from './kubernetes-objects.js';

/** Where a release may be named, and what stands there. */
interface Candidate {
  readonly version: string;
  readonly source: string;
}

/**
 * The installed release: the image tag of Deployment `liqo-controller-manager` (before v0.3, where there is none, of
 * `liqo-auth`), else its version label, else that of ConfigMap `liqo-clusterid-configmap`, which a peering user may read.
 *
 * A tag that names no release (a commit, `latest`) is never taken for one: it gives way to a label that does, else the
 * release is unknown and the reason tells the tag. Without any, ConfigMap `cluster-id` tells v0.3.0.
 * SOURCE: Liqo pkg/liqoctl/info/localstatus/local_info.go@v1.2.0; templates/_helpers.tpl@v0.3.2, @v1.2.0, `liqo.labels`.
 */
export function liqoVersionOf(readings: ClusterReadings): Fact<string> {
  const manager = deploymentOf(readings, 'controller-manager');
  const { clusterId } = readings;
  const auth = deploymentOf(readings, 'auth');
  // Before v0.3 there is no controller manager.
  const told = valueOf(manager) ?? valueOf(auth);
  const candidates = [
    ...(told === undefined ? [] : namedBy(told)),
    ...(clusterId.known
      ? candidate(clusterId.value?.metadata?.labels?.[versionLabel], `ConfigMap liqo-clusterid-configmap`)
      : []),
  ];
  const best = candidates.find(({ version }) => isVersion(version));
  if (best !== undefined) {
    const { version, source } = best;
    return known(version.startsWith('v') ? version : `v${version}`, source);
  }
  const [first] = candidates;
  if (first !== undefined) return unknown(`${first.source} is ${first.version}, which names no release`);
  if (isFirstRelease(readings))
    return known('v0.3.0', 'ConfigMap cluster-id, which later releases do not have');
  if (!manager.known) return manager;
  return unknown(
    manager.value === undefined
      ? 'there is no Deployment of liqo-controller-manager'
      : `Deployment ${manager.value.metadata.name} has neither an image tag nor a version label`,
  );
}

/** Whether a text has the form of a release's name, as a commit's does not. */
export function isVersion(text: string): boolean {
  return /^v?\d+\.\d+(?:\.\d+)?(?:[-+].*)?$/u.test(text);
}

/** Definitions that releases before v0.3 had. SOURCE: Liqo deployments/liqo/crds@v0.2.1, @v0.3.0. */
const olderDefinitions: readonly string[] = [
  'advertisements.sharing.liqo.io',
  'clusterconfigs.config.liqo.io',
  'peeringrequests.discovery.liqo.io',
];

/** A definition that only a release before v0.3 has; `undefined` when none is there or definitions are not known. */
export function olderDefinitionOf({ definitions }: ClusterReadings): string | undefined {
  return definitions.known ? definitions.value.find((name) => olderDefinitions.includes(name)) : undefined;
}

/**
 * v0.3.0 and what came before kept the cluster ID in ConfigMap `cluster-id`; what came before had other definitions.
 * SOURCE: Liqo pkg/clusterID/clusterID.go@v0.2.1, pkg/consts/clusterid.go@v0.3.0, @v0.3.1.
 */
export function isFirstRelease(readings: ClusterReadings): boolean {
  const { earlyClusterId, clusterId, definitions } = readings;
  return (
    earlyClusterId.known &&
    earlyClusterId.value !== null &&
    clusterId.known &&
    clusterId.value === null &&
    definitions.known &&
    olderDefinitionOf(readings) === undefined
  );
}

const versionLabel = 'app.kubernetes.io/version';

function namedBy(deployment: Deployment): readonly Candidate[] {
  const name = `Deployment ${deployment.metadata.name}`;
  const tag = imageTagOf(deployment);
  return [
    ...(tag === undefined ? [] : [{ version: tag, source: `image tag of ${name}` }]),
    ...candidate(deployment.metadata.labels?.[versionLabel], name),
  ];
}

function candidate(label: string | undefined, object: string): readonly Candidate[] {
  return label === undefined || label === ''
    ? []
    : [{ version: label.slice(0, 128), source: `label ${versionLabel} of ${object}` }];
}

/** Of `registry:5000/liqo/liqo-controller-manager:v0.10.3@sha256:…` the part `v0.10.3`. */
function imageTagOf(deployment: Deployment): string | undefined {
  const { containers } = deployment.spec.template.spec;
  const container = containers.find(({ name }) => name === 'controller-manager') ?? containers[0];
  const [reference = ''] = (container?.image ?? '').split('@');
  // SOURCE: the distribution's reference grammar: a tag has at most 128 characters.
  return /:([^:/]{1,128})$/u.exec(reference)?.[1];
}
