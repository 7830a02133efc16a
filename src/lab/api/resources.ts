import type { ObjectStore } from './object-store.js';
import { isJsonObject, valueAt } from './kubernetes-object.js';

/** A kind of object as the API serves it. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Such as `pods`, `jobs.batch` or `foreignclusters.core.liqo.io`: what permissions call it. */
export function resourceName({ group, plural }: Pick<Resource, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** `v1` or `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

const table: readonly (readonly [string, string, string, string, boolean])[] = [
  ['', 'v1', 'namespaces', 'Namespace', false],
  ['', 'v1', 'nodes', 'Node', false],
  ['', 'v1', 'services', 'Service', true],
  ['', 'v1', 'configmaps', 'ConfigMap', true],
  ['', 'v1', 'secrets', 'Secret', true],
  ['', 'v1', 'serviceaccounts', 'ServiceAccount', true],
  ['', 'v1', 'pods', 'Pod', true],
  ['', 'v1', 'events', 'Event', true],
  ['', 'v1', 'endpoints', 'Endpoints', true],
  ['apps', 'v1', 'deployments', 'Deployment', true],
  ['apps', 'v1', 'daemonsets', 'DaemonSet', true],
  ['batch', 'v1', 'jobs', 'Job', true],
  ['networking.k8s.io', 'v1', 'ingresses', 'Ingress', true],
  ['networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy', true],
  ['networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass', false],
  ['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice', true],
  ['apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'CustomResourceDefinition', false],
];

const builtIn: readonly Resource[] = table.map(([group, version, plural, kind, namespaced]) => ({
  group,
  version,
  plural,
  kind,
  namespaced,
}));

/** A built-in resource by its plural name. */
function builtInResource(plural: string): Resource {
  const resource = builtIn.find((candidate) => candidate.plural === plural);
  if (!resource) throw new TypeError(`the lab serves no ${plural}`);
  return resource;
}

/** Resources that the code names often. */
export const resources = {
  namespaces: builtInResource('namespaces'),
  nodes: builtInResource('nodes'),
  services: builtInResource('services'),
  configMaps: builtInResource('configmaps'),
  secrets: builtInResource('secrets'),
  pods: builtInResource('pods'),
  events: builtInResource('events'),
  endpoints: builtInResource('endpoints'),
  deployments: builtInResource('deployments'),
  daemonSets: builtInResource('daemonsets'),
  jobs: builtInResource('jobs'),
  ingresses: builtInResource('ingresses'),
  networkPolicies: builtInResource('networkpolicies'),
  ingressClasses: builtInResource('ingressclasses'),
  endpointSlices: builtInResource('endpointslices'),
  customResourceDefinitions: builtInResource('customresourcedefinitions'),
} as const;

/** Everything served: what is built in, and every version of what a CustomResourceDefinition in the store defines. */
export function servedResources(store: ObjectStore): readonly Resource[] {
  const custom = store.list(resources.customResourceDefinitions).flatMap((definition) => {
    const group = String(valueAt(definition, 'spec', 'group'));
    const versions = valueAt(definition, 'spec', 'versions');
    return (Array.isArray(versions) ? versions : []).filter(isJsonObject).map((version) => ({
      group,
      version: String(version['name']),
      plural: String(valueAt(definition, 'spec', 'names', 'plural')),
      kind: String(valueAt(definition, 'spec', 'names', 'kind')),
      namespaced: valueAt(definition, 'spec', 'scope') === 'Namespaced',
    }));
  });
  return [...builtIn, ...custom];
}
