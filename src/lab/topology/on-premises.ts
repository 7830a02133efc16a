import type { ClusterSpec, LiqoSpec, LoadBalancerSpec } from './cluster-spec.js';
import type { Distribution } from './distributions.js';
import { distributionSigns } from './distributions.js';
import { kubernetesBeside } from './liqo-spec.js';
import type { NatGateway, NodeSpec, Site } from './site.js';

/** A cluster in someone's own rack: one control-plane node and one worker. */
export interface OnPremises {
  readonly name: string;
  readonly lan: string;
  /** The first three octets of the nodes' addresses; private, or public where the site needs no NAT. */
  readonly prefix: string;
  /** The last octet of the control-plane node's address; the worker has the next one. */
  readonly firstHost: number;
  readonly nat?: NatGateway;
  readonly loadBalancer: LoadBalancerSpec;
  /** Further names in the API server's certificate. */
  readonly certificateNames?: readonly string[];
  /** The second octet of the pod network, so that two clusters can differ. */
  readonly podOctet: number;
  /** Absent for one that leaves no sign. */
  readonly distribution?: Distribution | undefined;
  readonly liqo?: LiqoSpec;
}

/** The site and the cluster of one on-premises installation. */
export function onPremises(rack: OnPremises): { site: Site; cluster: ClusterSpec } {
  const controlPlane = `${rack.prefix}.${rack.firstHost}`;
  const signs = rack.distribution && distributionSigns[rack.distribution];
  const node = (name: string, address: string): NodeSpec => ({
    name,
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    ...(signs?.providerId && { providerId: signs.providerId(rack.name, name) }),
    ...(signs && { labels: signs.labels }),
  });
  const first = node(`${rack.name}-control-plane`, controlPlane);
  return {
    site: {
      lan: { name: rack.lan, subnet: `${rack.prefix}.0/24` },
      nodes: [
        {
          ...first,
          controlPlane: true,
          ...(signs && { labels: { ...first.labels, ...signs.controlPlaneLabels } }),
          ...(signs?.controlPlaneRunsPods === true && { repelsPods: false }),
        },
        node(`${rack.name}-worker`, `${rack.prefix}.${rack.firstHost + 1}`),
      ],
      ...(rack.nat && { nat: rack.nat }),
      firewall: [],
    },
    cluster: {
      name: rack.name,
      kubernetesVersion: `${kubernetesBeside(rack.liqo)}${signs?.versionSuffix ?? ''}`,
      osImage: signs?.osImage ?? 'Debian GNU/Linux 12 (bookworm)',
      podCidr: `10.${rack.podOctet}.0.0/16`,
      serviceCidr: `10.${rack.podOctet + 1}.0.0/16`,
      apiServer: {
        place: 'control-plane',
        port: 6443,
        certificateNames: [`${rack.name}-control-plane`, controlPlane, ...(rack.certificateNames ?? [])],
      },
      loadBalancer: rack.loadBalancer,
      networkPlugin: signs?.networkPlugin ?? 'kube-flannel-ds',
      ...(rack.liqo && { liqo: rack.liqo }),
    },
  };
}
