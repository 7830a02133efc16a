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
    remedy:
      "Check again with --capture, or, if the tunnel does not come up, look for a firewall rule that concerns the gateway's own port.",
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
    code: 'LD-GW-006',
    title: "WireGuard's datagrams reach the gateway as others do",
    severity: 'error',
    meaning:
      'A firewall that looks into datagrams may drop WireGuard alone. The gateway then seems reachable, and the tunnel never comes up.',
    howDecided:
      'The two agents make a WireGuard tunnel with keys that serve nothing else, between the very socket and port whose ordinary datagrams were answered before and are answered afterwards: handshake messages of 148 and 92 bytes, an empty packet and one as large as the MTU of the tunnel: what --mtu of liqoctl peer says (v1.x), else the larger of what the two clusters are configured with. Thirteen tries of each, so that 20 % loss in each direction blames nobody.',
    remedy:
      "Ask the network teams of both clusters to allow the gateway's UDP port whatever its datagrams hold, with application control or VPN detection switched off for it, in both directions.",
    source: 'WireGuard whitepaper §5.4; Liqo v1.2.0 docs/usage/peer.md (tunnel MTU 1340)',
  },
  {
    code: 'LD-GW-007',
    title: 'The capture at the gateway could tell what arrives there',
    severity: 'warning',
    meaning:
      "A live gateway answers no stranger: that of Liqo v0.3–v0.10, and a gateway server of v1.x that exists already. With --capture, tcpdump in its own pod says whether this run's datagrams arrive, also behind a forwarded port.",
    howDecided:
      "tcpdump is shown nothing but datagrams to the gateway that begin as this program's do, and only those signed with the run's key count. That none came from the peer counts when all of it was seen and datagrams of the gateway's own cluster came. The capture stands before the packet filter of the gateway's node; that this one passes them is seen from its connection tracking, where the image of the gateway has conntrack (Liqo v0.8 and later). The pod of a gateway server of v1.x has a network of its own, behind that packet filter.",
    remedy: 'Grant what is named, as docs/roles/capture.yaml does, and check again with --capture.',
    source:
      'requirement matrix, rule 11; Liqo v0.10.3 build/liqonet/Dockerfile, internal/liqonet/tunnel-operator/tunnel-operator.go; packet(7)',
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
  {
    code: 'LD-GW-009',
    title: 'The existing gateway server of this peering is reachable',
    severity: 'warning',
    meaning:
      'A gateway server for these two clusters exists already (Liqo v1.x: liqoctl peer or liqoctl network connect). Where its client does not reach it, the tunnel stays down. What liqoctl peer would make anew is judged by LD-GW-002, whatever becomes of this one.',
    howDecided:
      "The other cluster sends datagrams to the first address that the GatewayServer advertises, which is the one that the client dials, or to what --gw-client-address and --gw-client-port name. A refusal is certain. Silence is what WireGuard gives to every stranger; then only --capture tells: tcpdump in the gateway server's own pod, which shows nothing but this run's datagrams. That pod has a network of its own, behind the packet filter of its node, so what arrives there has arrived.",
    remedy:
      "Let UDP through to that endpoint, in the firewalls and security groups before it. Where the client dials another address, such as a router's, check again with --gw-client-address and --gw-client-port. Where the address is an old one, remove the connection with liqoctl network reset or liqoctl unpeer and make it anew.",
    source:
      'Liqo v1.0.0, v1.2.0 apis/networking/v1beta1/gatewayserver_types.go, templates/liqo-wireguard-gateway-{server,client}-template.yaml; WireGuard protocol (silence to strangers)',
  },
] as const satisfies readonly CatalogueEntry[];
