import type { CatalogueEntry } from './catalogue.js';

/** Findings about where the clusters run and what their platforms can do. */
export const platformEntries = [
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
      'Use NodePort (by the Helm values of the Service; for the gateway of v1.x by --gw-server-service-type NodePort), or install a load balancer such as MetalLB.',
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
    code: 'LD-PLAT-004',
    title: 'The kernel of every node has WireGuard',
    severity: 'warning',
    meaning:
      'Liqo v0.3–v0.10 falls back to a WireGuard in user space where the kernel has none, which is slower and does not start everywhere.',
    howDecided:
      'The kernel version of every node is compared with 5.6, the first Linux with WireGuard. Older kernels of distributions that add it themselves stay unknown.',
    remedy:
      'Upgrade the nodes, or install the WireGuard kernel module on them. From Liqo v0.8 on gateway.config.wireguardImplementation=userspace chooses the user-space one at once.',
    source: 'Liqo v0.3.2, v0.8.0, v0.10.3 pkg/liqonet/tunnel/wireguard/driver.go; liqo#1851, liqo#2535',
  },
  {
    code: 'LD-PLAT-005',
    title: 'Load balancers of the cluster carry UDP',
    severity: 'warning',
    meaning:
      'The gateway is UDP. Some load balancers do not carry it, or declare its backends dead because they cannot check UDP.',
    howDecided:
      "Warning events of the gateway's Service and what is known of the provider's load balancers are looked at, where a gateway is, or has to be, a LoadBalancer.",
    remedy:
      'Use NodePort for the gateway, the one of the other cluster, or a load balancer that carries UDP and checks the health of its backends by TCP or HTTP.',
    source:
      'Liqo v1.2.0 docs/faq/faq.md, docs/installation/install.md; liqo#1668; Kubernetes docs: Service, mixed protocols',
  },
  {
    code: 'LD-PLAT-006',
    title: 'This release of Liqo supports the platform',
    severity: 'warning',
    meaning: 'On some platforms parts of Liqo do not work, whatever is reachable.',
    howDecided:
      'The platform and the nodes are compared with what the documents of the release rule out. Settings that cannot be seen, such as intranode visibility of GKE, are not judged.',
    remedy:
      'Use a platform that the release supports, another release, or, where only the network is concerned, --networking-disabled.',
    source:
      'Liqo v0.3.2, v0.10.3, v1.2.0 docs/installation/install.md, v1.2.0 docs/installation/compatibility.md; liqo#2987',
  },
  {
    code: 'LD-PLAT-007',
    title: 'On EKS, Liqo has the AWS credentials it gives identities with',
    severity: 'error',
    meaning:
      'EKS signs no client certificates, so Liqo gives the other cluster an IAM user instead. Without credentials it asks for a certificate that never comes, and liqoctl waits in vain.',
    howDecided:
      'On EKS the argument --aws-cluster-name of the Deployment that gives identities is looked for, in every cluster that has to give one.',
    remedy:
      'Install with liqoctl install eks --eks-cluster-region <region> --eks-cluster-name <name>, which creates the IAM user and sets the credentials.',
    source:
      'Liqo v0.3.2, v0.10.3 internal/auth-service/auth-service.go, v1.2.0 cmd/liqo-controller-manager/main.go; liqo#3153',
  },
  {
    code: 'LD-PLAT-008',
    title: 'The network plugin needs no settings for Liqo',
    severity: 'info',
    meaning:
      "Network plugins that look at every interface of a node take Liqo's for their own unless they are told not to.",
    howDecided:
      'The network plugins whose DaemonSets run are compared with what the documents of the release say of them. Whether the settings are made already cannot be seen.',
    remedy: 'Make sure that the settings named are made.',
    source: 'Liqo v0.3.2 docs/pages/installation/advanced.md, v1.2.0 docs/installation/install.md; liqo#2166',
  },
] as const satisfies readonly CatalogueEntry[];
