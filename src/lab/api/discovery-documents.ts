import type { ClusterApi } from './cluster-api.js';
import { apiVersionOf, servedResources } from './resources.js';
import type { ApiAnswer } from './status.js';

/** Health, version and what the API serves: the paths that are no resources. `undefined` for any other path. */
export function describeApi(api: ClusterApi, pathname: string): ApiAnswer | undefined {
  const path = pathname.replace(/\/$/, '');
  if (path === '/livez' || path === '/readyz' || path === '/healthz') return { status: 200, body: 'ok' };
  if (path === '/version') return { status: 200, body: version(api.spec.kubernetesVersion) };
  if (path === '/api') return { status: 200, body: { kind: 'APIVersions', versions: ['v1'] } };
  if (path === '/apis') return { status: 200, body: groups(api) };
  const [root, ...rest] = path.split('/').slice(1);
  const isGroupVersion = (root === 'api' && rest.length === 1) || (root === 'apis' && rest.length === 2);
  return isGroupVersion ? resourceList(api, rest.join('/')) : undefined;
}

function version(gitVersion: string): object {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return { major, minor, gitVersion, gitTreeState: 'clean', goVersion: 'go1.23.4', platform: 'linux/amd64' };
}

function groups({ store }: ClusterApi): object {
  const versions = new Map<string, Set<string>>();
  for (const { group, version: served } of servedResources(store)) {
    if (group !== '') versions.set(group, (versions.get(group) ?? new Set()).add(served));
  }
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...versions].map(([name, served]) => {
      const list = [...served].map((one) => ({ groupVersion: `${name}/${one}`, version: one }));
      return { name, versions: list, preferredVersion: list[0] };
    }),
  };
}

function resourceList({ store }: ClusterApi, groupVersion: string): ApiAnswer | undefined {
  const served = servedResources(store).filter((resource) => apiVersionOf(resource) === groupVersion);
  if (served.length === 0) return undefined;
  return {
    status: 200,
    body: {
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion,
      resources: served.map(({ plural: name, kind, namespaced }) => ({
        name,
        singularName: kind.toLowerCase(),
        namespaced,
        kind,
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      })),
    },
  };
}
