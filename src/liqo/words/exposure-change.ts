import type { Exposure, ServiceId } from '../../model/peering.js';
import type { LiqoRelease } from '../release.js';
import type { ClusterWords } from './cluster-words.js';

/** Stands where an address has to be filled in by whoever knows it. */
export const publicAddressPlaceholder = '<your public address>';

/** How a service shall be exposed. */
export interface ExposureChange {
  readonly release: LiqoRelease;
  readonly cluster: ClusterWords;
  readonly service: ServiceId;
  readonly exposure: Extract<
    Exposure,
    'LoadBalancer' | 'NodePort' | 'Ingress' | 'PortForwarding' | 'PublicAddress' | 'Provided' | 'Exposed'
  >;
  /**
   * What Liqo shall advertise: the public address of a forward, the host of an Ingress, the host of the API server; for
   * a LoadBalancer the static IP to ask for. Without it a placeholder stands where one is indispensable.
   */
  readonly address?: string | undefined;
  /** The port that Liqo shall advertise; the Service's own without it, 6443 for the API server. */
  readonly port?: number | undefined;
  /** The node port to pin. */
  readonly nodePort?: number | undefined;
  readonly ingressClass?: string | undefined;
  /** Annotations that the Service of the new type needs from its cloud. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /**
   * What the installation has now and must lose: an override of address and port, that of the port alone, its Ingress,
   * `auth.tls=false`.
   */
  readonly withdraw?: readonly ('override' | 'port-override' | 'ingress' | 'plain-http')[] | undefined;
}

/** The words of a change: Helm values, lines for what a release has no value for, and what to know, in sentences. */
export interface ExposureWords {
  readonly values: Readonly<Record<string, string>>;
  /** Lines to run after the Helm upgrade. */
  readonly kubectl: readonly string[];
  readonly notes: readonly string[];
}

/** Nothing to set, to run or to know. */
export const nothingToChange: ExposureWords = { values: {}, kubectl: [], notes: [] };
