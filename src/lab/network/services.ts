import type { Protocol } from './packet.js';

/** A ready endpoint behind a Service port; `node` is the node it runs on, when it runs on one. */
export interface Backend {
  readonly address: string;
  readonly port: number;
  readonly node?: string | undefined;
}

/** One port of a Service as kube-proxy sees it. */
export interface ServicePort {
  readonly protocol: Protocol;
  readonly port: number;
  readonly nodePort?: number | undefined;
  readonly backends: readonly Backend[];
}

/** A Service as kube-proxy and the cluster's DNS see it. */
export interface ServiceEntry {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIp?: string | undefined;
  /** The families of addresses that kube-proxy serves it at (`ipFamilies`); absent means any. */
  readonly families?: readonly string[] | undefined;
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  /** Addresses of its load balancer. */
  readonly loadBalancerAddresses: readonly string[];
  readonly ports: readonly ServicePort[];
}

/** The Services of a cluster at this moment. */
export type ServiceTable = () => readonly ServiceEntry[];
