import type { CatalogueEntry } from './catalogue.js';

/** Findings about devices that translate addresses between the clusters. */
export const natEntries = [
  {
    code: 'LD-NAT-001',
    title: "It is known what address the cluster's packets have when they arrive",
    severity: 'info',
    meaning:
      'A gateway client works behind any address translation (NAT), since WireGuard answers to wherever a packet came from. A gateway server behind NAT is reached only through a port-forward.',
    howDecided:
      "A responder behind a Service that keeps the sender's address (externalTrafficPolicy: Local) tells where it sees several sockets of a prober pod, each at two ports. An address of the receiving cluster's own nodes or pods was put there by its kube-proxy and is not taken for that of a NAT device. Of several NAT devices in a row only the outermost shows.",
    remedy:
      'Let the peer reach the nodes of the cluster at least at one UDP node port; without that nothing is known of the address translation, and nothing else depends on it.',
    source:
      'RFC 4787 §4; Kubernetes docs, “Source IP for Services with Type=NodePort”; WireGuard protocol §2.1',
  },
  {
    code: 'LD-NAT-002',
    title: "The cluster's packets keep one port, whatever port they go to",
    severity: 'info',
    meaning:
      'Where the port that the peer sees depends on the port it is sent to, nobody can tell beforehand which port leads back inside. A gateway client does not mind; a gateway server there needs a port-forward.',
    howDecided:
      'One socket sends to two ports of one address, and the responder compares where it came from. Whether the port depends on the address, too, cannot be seen from a single address. Ports may be changed by the nodes of the cluster (masquerading of pods) as well as by a router.',
    remedy:
      'Nothing has to be done for a gateway client. For a gateway server use a port-forward, or let the other cluster have the server.',
    source: 'RFC 4787 §4.1 (endpoint-independent mapping)',
  },
  {
    code: 'LD-NAT-003',
    title: "Nothing shows a carrier's NAT in front of the cluster",
    severity: 'warning',
    meaning:
      "Behind a carrier's NAT (CGNAT) the public address belongs to the carrier and is shared with others: no port of it can be forwarded to the cluster, which then cannot have the gateway server, the authentication service or the API server that the peer dials.",
    howDecided:
      "Neither the address that the cluster's packets arrive from nor a node of it, outside of public clouds, lies in 100.64.0.0/10. A carrier's NAT whose outer address is public, in front of a router with private addresses, cannot be seen from the other cluster.",
    remedy:
      'Let the other cluster have the gateway server and be the provider, or get a public address from the carrier, or use IPv6 or a VPN.',
    source: 'RFC 6598; RFC 6888',
  },
  {
    code: 'LD-NAT-004',
    title: 'The cluster reaches its own public address',
    severity: 'info',
    meaning:
      'Machines inside use the public address of their own site, such as for an API server whose advertised address is forwarded by the router, only where the router hands such packets back inside (hairpin). The other cluster is not concerned.',
    howDecided:
      "A prober sends datagrams to the public address that the peer saw, at a node port of the cluster's own responder. Silence tells nothing, because most routers do not forward that port.",
    remedy:
      'Use the private address inside the site, or let the router hand packets for its public address back (NAT reflection, NAT loopback).',
    source: 'RFC 4787 §6',
  },
  {
    code: 'LD-NAT-005',
    title: "The way remembers a silent flow for longer than the tunnel's keepalive",
    severity: 'warning',
    meaning:
      'Routers and firewalls forget a UDP flow after some silence, and drop what comes from the other side from then on. Liqo up to v0.10 sends a keepalive every 10 seconds, Liqo v1.x a ping every 2 seconds.',
    howDecided:
      'With --deep, several sockets exchange datagrams with the responder, fall silent, and listen whether a later datagram of the responder still arrives. A silence counts as too long only when every socket missed a datagram that the responder had sent.',
    remedy:
      'Raise the lifetime of UDP flows in the router or firewall in front of the cluster (Linux: net.netfilter.nf_conntrack_udp_timeout_stream) to at least 30 seconds; 120 seconds is usual.',
    source:
      'RFC 4787 §4.3; Liqo v0.10.3 pkg/liqonet/tunnel/wireguard/driver.go, v1.2.0 pkg/gateway/connection',
  },
] as const satisfies readonly CatalogueEntry[];
