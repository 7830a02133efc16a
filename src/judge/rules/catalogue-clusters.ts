import type { CatalogueEntry } from './catalogue.js';

/** Findings about the run itself, the two platforms, their networks and their Liqo releases. */
export const clusterEntries = [
  {
    code: 'LD-RUN-001',
    title: 'The probe pods ran in the cluster',
    severity: 'error',
    meaning:
      'Liqo starts its connections from pods, so only pods can show whether they will work. What no pod could probe stays unknown.',
    howDecided:
      'Every responder and prober pod of the run is followed until it reports; the first reason that the kubelet, the scheduler or the API server gives for a pod that does not is kept.',
    remedy:
      'Remove the reason named, for example with --image and --image-pull-secret where the image cannot be pulled, or --probe-namespace where a policy forbids the pods. Without pods, --probe-from operator still checks the TCP services from this machine.',
    source: 'liqo-doctor',
  },
  {
    code: 'LD-RUN-002',
    title: 'Every kind of gateway Service that would fit was tried',
    severity: 'info',
    meaning:
      'A temporary LoadBalancer Service can cost money and minutes, so none is raised unasked, and whether one would be reachable stays unknown.',
    howDecided: 'The stand-ins that the plan wanted are compared with those that were raised.',
    remedy: 'Run the check again with --allow-load-balancer.',
    source: 'liqo-doctor',
  },
  {
    code: 'LD-PLAT-001',
    title: 'The clusters are situated as the operator said',
    severity: 'warning',
    meaning: 'The scenario decides which exposures are accepted. Under a wrong one, advice may not fit.',
    howDecided:
      'The scenario given with --scenario is compared with the one that source addresses of packets and reachable private addresses show.',
    remedy: 'Leave --scenario out, or make sure that both kubeconfigs mean the clusters you have in mind.',
    source: 'requirement matrix: classification',
  },
  {
    code: 'LD-PLAT-002',
    title: 'Services of type LoadBalancer get an address',
    severity: 'warning',
    meaning:
      'Liqo advertises nothing for a Service that waits for its load balancer, and an override does not help: it is read only afterwards. liqoctl waits, then gives up.',
    howDecided:
      "Liqo's own Services of type LoadBalancer and the stand-ins of that type are looked at; one without an address in status.loadBalancer fails.",
    remedy:
      'Use NodePort (--gw-server-service-type NodePort, or the Helm values of the Service), or install a load balancer such as MetalLB.',
    source: 'Liqo v0.3.2–v1.2.0 servicewatcher.go, wggatewayserver_controller.go, liqoctl wait.go',
  },
  {
    code: 'LD-PLAT-003',
    title: 'Every node runs Linux 5.10 or later',
    severity: 'error',
    meaning: 'From Liqo v1.0 on, the gateway and the fabric refuse to start on older kernels.',
    howDecided:
      'status.nodeInfo.kernelVersion of every node that is a machine of the cluster is compared with 5.10.',
    remedy:
      'Upgrade the nodes named, or set requirements.kernel.enabled=false when installing, at your own risk.',
    source: 'Liqo v1.2.0 docs/installation/requirements.md, pkg/utils/kernel/version',
  },
  {
    code: 'LD-NET-001',
    title: 'The pod ranges of the two clusters do not overlap',
    severity: 'warning',
    meaning:
      'Liqo remaps overlapping ranges, which works, but pods then see each other at other addresses than their own.',
    howDecided: 'The pod CIDRs that Liqo or the cluster configuration tells are compared.',
    remedy: 'Nothing has to be done. For new clusters choose distinct ranges.',
    source: 'Liqo v1.2.0 docs/advanced/peering/network-fabric.md; v0.3.2 pkg/liqonet/ipam',
  },
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
] as const satisfies readonly CatalogueEntry[];
