import type { LoadBalancerSpec } from './cluster-spec.js';

/**
 * An Ingress controller of a cluster, which ends TLS on port 443 with a certificate of its own; it behaves as
 * ingress-nginx does.
 */
export interface IngressControllerSpec {
  /** The name of its IngressClass. */
  readonly className: string;
  /** Whether an Ingress that names no class gets this one (annotation `ingressclass.kubernetes.io/is-default-class`). */
  readonly isDefaultClass: boolean;
  /**
   * `load-balancer`: behind a Service of type LoadBalancer, the first one that the cluster has; `node-ports`: at port
   * 443 of every node, in the nodes' own network.
   */
  readonly exposure: 'load-balancer' | 'node-ports';
  /** Whether it heeds the annotation that asks for TLS to be passed through (`--enable-ssl-passthrough`). */
  readonly passesTlsThrough: boolean;
}

/** The Ingress in front of liqo-auth: the chart's `auth.ingress`, enabled. */
export interface AuthIngressSpec {
  /** Empty for none. */
  readonly host: string;
  /** Absent for none. */
  readonly class?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The Service of an Ingress controller. */
export const ingressControllerService = 'ingress-nginx-controller';

/** The address of a pool at which an Ingress controller is; `undefined` where there is no pool. */
export function controllerInPool(spec: LoadBalancerSpec): string | undefined {
  return spec.kind === 'address'
    ? spec.pool[spec.reserves?.indexOf(ingressControllerService) ?? 0]
    : undefined;
}
