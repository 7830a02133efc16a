import type { CatalogueEntry } from './catalogue.js';

/** Findings about the Liqo releases, the clusters' identities and their peerings. */
export const versionEntries = [
  {
    code: 'LD-VER-001',
    title: 'Both clusters run Liqo of the same generation',
    severity: 'error',
    prerequisite: true,
    meaning:
      'Liqo v0.3–v0.4, v0.5–v0.10 and v1.x use different services and objects and cannot peer with each other.',
    howDecided: 'The generation is told by the custom resource definitions of Liqo in each cluster.',
    remedy: 'Install the same release of Liqo in both clusters.',
    source: 'Liqo v0.10.3, v1.2.0 docs/usage/peer.md',
  },
  {
    code: 'LD-VER-002',
    title: 'Both clusters run the same minor release of Liqo',
    severity: 'warning',
    meaning:
      'Peering across releases that differ in more than the patch number is not supported, and liqoctl does not check it.',
    howDecided: 'The image tags of the Liqo controllers are compared, without their patch numbers.',
    remedy: 'Upgrade the older one.',
    source: 'Liqo v0.10.3, v1.2.0 docs/usage/peer.md; liqo#3143, liqo#3169',
  },
  {
    code: 'LD-VER-003',
    title: 'The clusters have different Liqo cluster IDs',
    severity: 'error',
    prerequisite: true,
    meaning:
      'A cluster cannot peer with one that bears its own ID; liqoctl v1.2.0 does not notice and fails late.',
    howDecided: 'CLUSTER_ID of ConfigMap liqo-clusterid-configmap is compared between the clusters.',
    remedy: 'Install Liqo again in one of them with another --cluster-id.',
    source: 'Liqo v0.3.2 pkg/liqoctl/add/handler.go, v1.2.0 pkg/consts/clusterid.go',
  },
  {
    code: 'LD-VER-004',
    title: 'No active peering is disturbed by what is to be changed',
    severity: 'warning',
    meaning: 'Changing how a service is exposed changes the address that existing peers were told.',
    howDecided:
      'The prescriptions that change a cluster are compared with its ForeignClusters that have an active peering.',
    remedy: 'Disable the peerings named before the change and restore them afterwards.',
    source: 'requirement matrix, rule 7',
  },
  {
    code: 'LD-VER-005',
    title: 'The cluster has a valid Liqo cluster ID',
    severity: 'error',
    prerequisite: true,
    meaning:
      "Liqo's controllers end at once when the ID is not a DNS label of at most 63 characters; the chart of v1.x does not look at its length.",
    howDecided:
      'CLUSTER_ID of ConfigMap liqo-clusterid-configmap is compared with what the controllers of the release ask for. The chart of v0.x makes UUIDs; another label works as well.',
    remedy:
      'Uninstall Liqo in this cluster and install it with a --cluster-id of lower-case letters, digits and hyphens, at most 63 of them. Liqo v0.x makes a UUID by itself.',
    source:
      'Liqo v0.3.2–v1.2.0 pkg/utils/args/cluster-identity.go, deployments/liqo/templates/liqo-clusterid-configmap.yaml',
  },
  {
    code: 'LD-VER-006',
    title: 'Liqo is made for the Kubernetes version of the cluster',
    severity: 'warning',
    meaning:
      'Liqo promises to work with the last three minor releases of Kubernetes at its time; others may work as well.',
    howDecided:
      "The API server's version is compared with the Kubernetes client library that the release of Liqo is built with, and the two releases before it.",
    remedy: 'Use a release of Liqo that is made for this version of Kubernetes.',
    source: 'Liqo v0.10.0–v1.2.0 docs/installation/requirements.md, go.mod; v0.3.2 docs/pages/installation',
  },
  {
    code: 'LD-VER-007',
    title: 'The two clusters are not peered with each other yet',
    severity: 'warning',
    meaning:
      'Peering again with another endpoint replaces the gateway of the peering that is there, and pods lose their connections meanwhile.',
    howDecided: "The active ForeignClusters of each cluster are compared with the other one's cluster ID.",
    remedy: 'Look at the existing peering with liqoctl first, and unpeer it before you change it.',
    source: 'Liqo v1.2.0 pkg/liqoctl/network/cluster.go; v0.10.3 pkg/liqoctl/peeroob',
  },
] as const satisfies readonly CatalogueEntry[];
