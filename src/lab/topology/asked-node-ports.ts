import type { ClusterSpec } from './cluster-spec.js';

/** The node port of the simulated Ingress controllers, beside those that Liqo's Services and the run's stand-ins ask for. */
export const ingressNodePort = 30_943;

/** The node ports that a cluster's own Services ask for; whoever asks for none is given another one. */
export function askedNodePorts({ liqo, ingressController }: ClusterSpec): readonly number[] {
  const services =
    liqo === undefined ? [] : 'auth' in liqo ? [liqo.auth, liqo.gateway] : [liqo.gatewayServer];
  const asked = services.flatMap((service) => service?.nodePort ?? []);
  return ingressController === undefined ? asked : [...asked, ingressNodePort];
}
