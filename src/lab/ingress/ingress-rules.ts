import type { KubernetesObject } from '../api/kubernetes-object.js';
import { listAt, textAt, valueAt } from '../api/kubernetes-object.js';
import type { ObjectStore } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import type { IngressControllerSpec } from '../topology/ingress-spec.js';

/** Where a controller sends what a client asks a host for, and how it speaks there. */
export interface IngressRoute {
  /** `passthrough`: the client's own TLS goes on to the backend; the others are requests of the controller's own. */
  readonly protocol: 'http' | 'https' | 'passthrough';
  /** The cluster's own address of the Service, and its port. */
  readonly address: string;
  readonly port: number;
}

/**
 * The route of a host by the Ingresses that a controller serves; `undefined` where none is for it, and the controller
 * answers 404 itself.
 *
 * An Ingress belongs to a controller by its class, in `spec.ingressClassName` or the older annotation. A host that is
 * named wins over an Ingress for all hosts. Passing TLS through takes a host, since it is chosen by the name in the
 * client's greeting. Source: ingress-nginx documentation, "Annotations" and "TLS/HTTPS".
 */
export function ingressRoute(
  store: ObjectStore,
  controller: IngressControllerSpec,
  host: string,
): IngressRoute | undefined {
  const served = store.list(resources.ingresses).filter((one) => classOf(one) === controller.className);
  const named = served.find((one) => hostOf(one) === host.toLowerCase());
  const ingress = named ?? served.find((one) => hostOf(one) === '');
  return ingress && routeOf(store, ingress, { ...controller, isNamed: named !== undefined });
}

function routeOf(
  store: ObjectStore,
  ingress: KubernetesObject,
  { passesTlsThrough, isNamed }: { readonly passesTlsThrough: boolean; readonly isNamed: boolean },
): IngressRoute | undefined {
  const [rule] = listAt(ingress, 'spec', 'rules');
  const [path] = listAt(rule, 'http', 'paths');
  const name = textAt(path, 'backend', 'service', 'name') ?? '';
  const port = Number(valueAt(path, 'backend', 'service', 'port', 'number'));
  const service = store.get(resources.services, { namespace: ingress.metadata.namespace ?? '', name });
  const address = textAt(service, 'spec', 'clusterIP');
  if (address === undefined) return undefined;
  const annotations = ingress.metadata.annotations ?? {};
  const wantsPassthrough = annotations['nginx.ingress.kubernetes.io/ssl-passthrough'] === 'true';
  if (wantsPassthrough && passesTlsThrough && isNamed) return { protocol: 'passthrough', address, port };
  const protocol = annotations['nginx.ingress.kubernetes.io/backend-protocol'] === 'HTTPS' ? 'https' : 'http';
  return { protocol, address, port };
}

function classOf(ingress: KubernetesObject): string | undefined {
  return (
    ingress.metadata.annotations?.['kubernetes.io/ingress.class'] ??
    textAt(ingress, 'spec', 'ingressClassName')
  );
}

function hostOf(ingress: KubernetesObject): string {
  return textAt(listAt(ingress, 'spec', 'rules')[0], 'host')?.toLowerCase() ?? '';
}
