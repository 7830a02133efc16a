import { refuseByPlugins } from './admission-faults.js';
import type { ClusterApi } from './cluster-api.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { isJsonObject, valueAt } from './kubernetes-object.js';
import type { Resource } from './resources.js';
import { resources } from './resources.js';
import { allocateService } from './service-allocation.js';
import type { Refusal } from './status.js';
import { forbiddenBecause, invalid, notFound, refuse } from './status.js';

/** The object with defaults and allocations, or why it is refused. */
export type Admission =
  | { readonly ok: true; readonly object: KubernetesObject }
  | { readonly ok: false; readonly refusal: Refusal };

/** Why Pod Security refuses the pods of a namespace that enforces more than they offer. */
const podSecurityMessage =
  'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "agent" must set securityContext.allowPrivilegeEscalation=false)';

const hostNetworkMessage = 'violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)';

const namePattern = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Validates and completes a new object as the API server and its admission plugins do. */
export function admit(api: ClusterApi, resource: Resource, object: KubernetesObject): Admission {
  const named = { resource, name: object.metadata.name };
  const refusal =
    refuseName(named) ??
    (resource.namespaced ? refuseNamespace(api, resource, object) : undefined) ??
    refuseByPlugins(api, resource, object);
  if (refusal) return { ok: false, refusal };
  switch (resource.plural) {
    case 'namespaces':
      return accept(activeNamespace(object));
    case 'pods':
      return admitPod(api, named, object);
    case 'jobs':
      return admitJob(resource, object);
    case 'secrets':
      return accept(encodeStringData(object));
    case 'services':
      return allocateService(api, resource, object);
    default:
      return accept(object);
  }
}

function admitPod(
  { faults }: ClusterApi,
  named: { readonly resource: Resource; readonly name: string },
  object: KubernetesObject,
): Admission {
  if (faults.podSecurity === 'refuse')
    return { ok: false, refusal: forbiddenBecause(named, podSecurityMessage) };
  if (faults.hostNetwork === 'refuse' && valueAt(object, 'spec', 'hostNetwork') === true)
    return { ok: false, refusal: forbiddenBecause(named, hostNetworkMessage) };
  return accept({ ...object, status: { phase: 'Pending', qosClass: 'Burstable' } });
}

function accept(object: KubernetesObject): Admission {
  return { ok: true, object };
}

function refuseName(named: { readonly resource: Resource; readonly name: string }): Refusal | undefined {
  if (named.resource.plural === 'customresourcedefinitions') return undefined;
  if (namePattern.test(named.name) && named.name.length <= 253) return undefined;
  const complaint = `Invalid value: "${named.name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`;
  return invalid(named, 'metadata.name', complaint);
}

function refuseNamespace(api: ClusterApi, resource: Resource, object: KubernetesObject): Refusal | undefined {
  const name = object.metadata.namespace ?? '';
  const namespace = api.store.get(resources.namespaces, { name });
  if (!namespace) return notFound({ resource: resources.namespaces, name });
  if (namespace.metadata.deletionTimestamp === undefined) return undefined;
  const because = `unable to create new content in namespace ${name} because it is being terminated`;
  const refusal = forbiddenBecause({ resource, name: object.metadata.name }, because);
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${name} is being terminated` };
  return refuse(403, 'Forbidden', { message: refusal.body.message, details: { causes: [cause] } });
}

function activeNamespace(object: KubernetesObject): KubernetesObject {
  const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
  return {
    ...object,
    metadata: { ...object.metadata, labels },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** Labels and selector as the Job strategy fills them in. */
function admitJob(resource: Resource, object: KubernetesObject): Admission {
  const { name, uid } = object.metadata;
  const template = valueAt(object, 'spec', 'template');
  const containers = valueAt(template, 'spec', 'containers');
  if (!Array.isArray(containers) || containers.length === 0) {
    return {
      ok: false,
      refusal: invalid({ resource, name }, 'spec.template.spec.containers', 'Required value'),
    };
  }
  const policy = valueAt(template, 'spec', 'restartPolicy');
  if (policy !== 'Never' && policy !== 'OnFailure') {
    const complaint = 'Required value: valid values: "OnFailure", "Never"';
    return { ok: false, refusal: invalid({ resource, name }, 'spec.template.spec.restartPolicy', complaint) };
  }
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const spec = asObject(valueAt(object, 'spec'));
  const metadata = asObject(valueAt(template, 'metadata'));
  return accept({
    ...object,
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      ...spec,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: {
        ...asObject(template),
        metadata: { ...metadata, labels: { ...asObject(metadata['labels']), ...labels } },
      },
    },
    status: {},
  });
}

function asObject(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : {};
}

function encodeStringData(object: KubernetesObject): KubernetesObject {
  const { stringData, ...rest } = object;
  const encoded = Object.entries(asObject(stringData)).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  return {
    ...rest,
    type: rest['type'] ?? 'Opaque',
    data: { ...asObject(rest['data']), ...Object.fromEntries(encoded) },
  };
}
