import type { ClusterApi } from '../api/cluster-api.js';
import { patchObject } from '../api/handle-object.js';
import { isJsonObject, listAt } from '../api/kubernetes-object.js';
import type { Resource } from '../api/resources.js';
import { resources } from '../api/resources.js';

/** Which object to change. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** Applies a merge patch or JSON patch as `kubectl patch` would; throws when the API refuses. */
function patch(
  api: ClusterApi,
  { resource, ...key }: ObjectName & { readonly resource: Resource },
  body: unknown,
): void {
  const answer = patchObject(api, { resource, key, isStatus: false }, { body, isDryRun: false });
  if (answer.status >= 300) throw new Error(`patch of ${key.name} refused: ${JSON.stringify(answer.body)}`);
}

/** Sets an annotation of a Service, or removes it with `null`. */
export function annotateService(
  api: ClusterApi,
  name: ObjectName,
  annotations: Readonly<Record<string, string | null>>,
): void {
  patch(api, { ...name, resource: resources.services }, { metadata: { annotations } });
}

/** Changes the type of a Service, and pins the node port of its first port when one is given. */
export function setServiceType(
  api: ClusterApi,
  name: ObjectName,
  {
    type,
    nodePort,
  }: { readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer'; readonly nodePort?: number },
): void {
  const service = api.store.get(resources.services, name);
  const ports = listAt(service, 'spec', 'ports').map((port, index) => ({
    ...(isJsonObject(port) ? port : {}),
    ...(index === 0 && nodePort !== undefined && { nodePort }),
  }));
  patch(api, { ...name, resource: resources.services }, { spec: { type, ports } });
}

/** Sets an argument `--flag=value` of the first container of a Deployment, in place of one of the same flag. */
export function setArgument(
  api: ClusterApi,
  name: ObjectName,
  { flag, value }: { readonly flag: string; readonly value: string },
): void {
  const deployment = api.store.get(resources.deployments, name);
  const [container, ...others] = listAt(deployment, 'spec', 'template', 'spec', 'containers');
  const args = listAt(container, 'args').filter((one) => !String(one).startsWith(`${flag}=`));
  const changed = { ...(isJsonObject(container) ? container : {}), args: [...args, `${flag}=${value}`] };
  const containers = [changed, ...others];
  patch(api, { ...name, resource: resources.deployments }, { spec: { template: { spec: { containers } } } });
}
