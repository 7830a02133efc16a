import type { CatalogueEntry } from './catalogue.js';

/** Findings by comparing views: pods on several nodes, the network of a node, the operator's machine. */
export const viewEntries = [
  {
    code: 'LD-VIEW-001',
    title: 'Every node address that Liqo may advertise for a NodePort answers',
    severity: 'warning',
    meaning:
      'For a service of type NodePort Liqo advertises the address of the node that its pod runs on. When the pod comes to run on a node whose address the peer does not reach, the peering breaks.',
    howDecided:
      "With --nodes, a stand-in's node port is probed from the other cluster at the address that Liqo would take for each node on which its pods may run; the addresses that answer are compared with those that do not.",
    remedy:
      'Let the peer through to the node port at the addresses named, as it is at the others, or keep the gateway on nodes that can be reached.',
    source:
      'Liqo v1.2.0 wggatewayserver_controller.go, pkg/utils/nodeUtils.go; v0.10.3 pkg/discovery/nodeUtils.go',
  },
  {
    code: 'LD-VIEW-002',
    title: "The cluster's pods get through to the peer wherever they run, as its nodes do",
    severity: 'warning',
    meaning:
      'Liqo starts its connections from pods on any node. What a node reaches and its pods do not is stopped in the network of the pods; what pods on one node reach and those on another do not depends on the node.',
    howDecided:
      "With --nodes, the same endpoints are probed at the same time from pods on several nodes and, where the cluster admits it, from a node's own network.",
    remedy:
      'Look at the network policies, at how the network plugin lets pods out, and at what the node named has different from the others.',
    source: 'Kubernetes documentation, "Network Policies"; liqo-doctor',
  },
  {
    code: 'LD-VIEW-003',
    title: "The cluster gets through to the peer's TCP services where this machine does",
    severity: 'warning',
    meaning:
      'Where this machine reaches an endpoint and the cluster does not, the endpoint works: the cluster is not let out to it, or not let in there.',
    howDecided:
      'While the pods probe, the advertised TCP endpoints are probed from this machine too, by its own proxy settings. It decides nothing by itself, and a private address that did not prove what answers there is not compared.',
    remedy:
      "Look at the firewalls and proxies that the cluster's packets pass on their way out, and at lists of addresses that the peer lets in.",
    source: 'liqo-doctor',
  },
] as const satisfies readonly CatalogueEntry[];
