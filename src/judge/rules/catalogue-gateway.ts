import type { CatalogueEntry } from './catalogue.js';

/** Findings about the network gateway. */
export const gatewayEntries = [
  {
    code: 'LD-GW-001',
    title: 'Liqo has an address to advertise for its gateway',
    severity: 'warning',
    meaning:
      'A cluster whose gateway has no address cannot be the end that the other one dials (Liqo v0.3–v0.10).',
    howDecided: 'The endpoint is computed from the gateway Service as this release of Liqo does it.',
    remedy:
      "Expose the gateway as the requirement's prescription says, or rely on the other cluster's gateway.",
    source: 'Liqo v0.3.2, v0.10.3 internal/liqonet/network-manager/netcfgcreator/servicewatcher.go',
  },
  {
    code: 'LD-GW-002',
    title: 'The gateway is reachable',
    severity: 'error',
    meaning: 'The clusters are joined by a WireGuard tunnel over UDP; one reachable end is enough.',
    howDecided:
      'Authenticated datagrams are sent to a stand-in behind the same kind of Service, which has answered its own cluster before; a gateway that is alive answers nobody.',
    remedy: 'Carry out the prescription of one of the two gateway requirements.',
    source:
      'Liqo v0.3.2 pre-install.md; v0.10.3, v1.2.0 requirements.md; WireGuard protocol (silence to strangers)',
  },
  {
    code: 'LD-GW-003',
    title: 'The gateway is exposed as its situation asks for',
    severity: 'warning',
    meaning:
      'Another exposure than the matrix names may work today and break with the next address that changes.',
    howDecided: 'The exposure found is compared with those that the scenario accepts for this cluster.',
    remedy: 'Nothing has to be done while it is reachable; the accepted exposures stand in the requirement.',
    source: 'requirement matrix, rules 3 and 8',
  },
  {
    code: 'LD-GW-004',
    title: 'The gateway itself was proven to be reachable',
    severity: 'warning',
    meaning:
      'A live gateway answers no stranger. A stand-in beside it shows the way, but not a firewall rule for its port alone.',
    howDecided: 'The requirement rests on a sibling: a stand-in of the same Service type on the same node.',
    remedy: "If the tunnel does not come up, look for a firewall rule that concerns the gateway's own port.",
    source: 'requirement matrix, rule 11',
  },
  {
    code: 'LD-GW-005',
    title: 'The node port of the gateway lies in the range of the cluster',
    severity: 'warning',
    meaning:
      'The API server refuses a Service with a node port outside of its --service-node-port-range, and liqoctl stops there.',
    howDecided:
      'The node port given with --gw-server-service-nodeport is compared with 30000-32767, the default range. A node port that is in use outside of it shows that the range of this cluster is another.',
    remedy:
      'Choose a node port from 30000 to 32767, or one of the range that the cluster is configured with.',
    source: 'Kubernetes docs: Service, type NodePort; Liqo v0.10.3 deployments/liqo/values.yaml',
  },
  {
    code: 'LD-GW-008',
    title: 'The gateway is reached from every source port',
    severity: 'warning',
    meaning:
      'The tunnel is one flow: one source port for all its packets. Where something on the way drops some flows and passes others, it is a matter of luck whether the tunnel comes up, and a restart can end it.',
    howDecided:
      'Datagrams leave from four source ports. A port without any reply to seven datagrams or more, while others of the same probe are answered, is a flow that is dropped: with 20 % loss in each direction chance does that once in 1,300 times.',
    remedy:
      'Look for a backend of the load balancer that does not answer, for one of several equal routes that leads nowhere, or for a rule of a firewall by source port.',
    source: 'RFC 2992 (equal-cost routes choose by flow); WireGuard protocol (one UDP flow)',
  },
] as const satisfies readonly CatalogueEntry[];
