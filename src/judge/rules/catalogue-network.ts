import type { CatalogueEntry } from './catalogue.js';

/** Findings about address ranges, packets and clocks of the two clusters. */
export const networkEntries = [
  {
    code: 'LD-NET-001',
    title: 'The pod ranges of the two clusters do not overlap',
    severity: 'warning',
    meaning:
      'In each cluster Liqo maps an overlapping pod range of the other one to a free range of its own pools. That works, but pods then see each other at other addresses than their own.',
    howDecided: 'The pod CIDRs that Liqo or the cluster configuration tells are compared.',
    remedy: 'Nothing has to be done. For new clusters choose distinct ranges.',
    source: 'Liqo v1.2.0 docs/advanced/peering/inter-cluster-network.md, pkg/ipam; v0.3.2 pkg/liqonet/ipam',
  },
  {
    code: 'LD-NET-002',
    title: "The other cluster's pod range lies in no service, external or reserved range",
    severity: 'warning',
    meaning:
      'Such a pod range of the other cluster is mapped to a free range of the pools too, so pods see each other at other addresses than their own.',
    howDecided:
      "The pod CIDRs of the other cluster are compared with the cluster's service and external CIDRs and its reserved ranges.",
    remedy: 'Nothing has to be done. For new clusters choose distinct ranges.',
    source: 'Liqo v1.2.0 pkg/ipam/networks.go; v0.3.2, v0.10.3 pkg/liqonet/ipam/ipam.go',
  },
  {
    code: 'LD-NET-003',
    title: 'No node address lies where Liqo puts the other cluster',
    severity: 'warning',
    meaning:
      "Liqo does not know the networks of the nodes. Where it uses such a range for the other cluster's pods, packets to these nodes go into the tunnel.",
    howDecided:
      "Node addresses are compared with the other cluster's pod range and, where one of its ranges has to be mapped, with the default pools 10.0.0.0/8, 192.168.0.0/16 and 172.16.0.0/12; addresses in reserved ranges are safe.",
    remedy: 'Reserve the network of the nodes: --reserved-subnets of liqoctl install.',
    source: 'Liqo v0.3.2, v0.10.3, v1.2.0 deployments/liqo/values.yaml (reservedSubnets, pools)',
  },
  {
    code: 'LD-NET-004',
    title: 'The MTU of the tunnel is one, and fits the networks below it',
    severity: 'warning',
    meaning:
      'A tunnel with a larger MTU than the way between the clusters carries loses big packets, while small ones still arrive.',
    howDecided:
      'The MTU that Liqo is configured with (v0.3–v0.10) or that --mtu gives is compared between the clusters, and with what the networks of their platforms carry less the overhead of WireGuard.',
    remedy:
      'Give both ends the smaller value: networkConfig.mtu (up to Liqo v0.9.3), networking.mtu (v0.9.4–v0.10), or --mtu of liqoctl peer (v1.x).',
    source: 'Liqo v0.3.2 docs/pages/configuration/networking.md, v1.2.0 docs/usage/peer.md; liqo#2692',
  },
  {
    code: 'LD-NET-005',
    title: "The clusters' clocks agree within five minutes",
    severity: 'warning',
    meaning:
      "Certificates are judged by the other cluster's clock: one that was just issued may not be valid there yet, and one about to expire may have expired.",
    howDecided:
      "The Date header of each API server's answers is compared with this machine's clock, and the two differences with each other, less what they may be wrong by.",
    remedy: 'Let the nodes of both clusters set their clocks by NTP.',
    source:
      'RFC 5280 §4.1.2.5; RFC 9110 §6.6.1; Kubernetes backdates the certificates it signs by five minutes',
  },
  {
    code: 'LD-NET-006',
    title: "The tunnel's packets pass whole between the clusters",
    severity: 'warning',
    meaning:
      'Packets of the tunnel that are larger than the way below it carries are divided or lost. Where no ICMP message tells of it, path MTU discovery does not work: connections through the tunnel open and then stall.',
    howDecided:
      "Authenticated datagrams of many sizes, up to 1500 bytes, are sent to the gateway's stand-in, and replies as large come back; the system's own counters tell which were divided. The smallest of both directions, less WireGuard's 60 bytes over IPv4 or 80 over IPv6, is compared with the MTU that Liqo will use. Loss alone decides nothing.",
    remedy: 'Give the tunnel an MTU that fits.',
    source:
      'RFC 1191, RFC 8201; Linux ip(7) IP_MTU_DISCOVER; Liqo v1.2.0 docs/usage/peer.md; v0.10.3 deployments/liqo/values.yaml (networking.mtu)',
  },
] as const satisfies readonly CatalogueEntry[];
