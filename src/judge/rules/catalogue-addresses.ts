import type { QuirkKind } from '../../model/advertised.js';
import type { CatalogueEntry } from './catalogue.js';

/** The finding of each rule of Liqo that can make an advertised address another one than was meant. */
export const addressEntryOf = {
  'unresolvable-node-name': {
    code: 'LD-ADDR-001',
    title: 'The node address that Liqo takes is one that other networks resolve',
    severity: 'warning',
    meaning:
      "Liqo prefers a node's InternalDNS name to its InternalIP, and a name of the cloud's own network means nothing to another one.",
    howDecided:
      "The types of the node's addresses are gone through in Liqo's order: ExternalDNS, ExternalIP, InternalDNS, InternalIP, Hostname.",
    remedy: 'Configure the address to advertise, use a LoadBalancer, or give the nodes an ExternalIP.',
    source: 'Liqo v0.3.2, v0.10.3 pkg/discovery/nodeUtils.go, v1.2.0 pkg/utils/nodeUtils.go',
  },
  'node-not-ready': {
    code: 'LD-ADDR-002',
    title: 'The node whose address Liqo takes is Ready',
    severity: 'warning',
    meaning:
      'Before v1.0 Liqo does not look whether a node is Ready, and v1.x advertises an empty address for a gateway on one that is not.',
    howDecided: 'The Ready condition of the nodes whose address may be taken is looked at.',
    remedy: 'Repair or remove the node.',
    source: 'Liqo v0.3.2, v0.10.3 getForeignCluster.go, v1.2.0 wggatewayserver_controller.go',
  },
  'arbitrary-node': {
    code: 'LD-ADDR-003',
    title: 'One node alone can be the one that Liqo advertises',
    severity: 'warning',
    meaning:
      'Where several nodes come into question, the one that Liqo takes may change with its next restart, and a forward or a firewall rule for the old one leads nowhere.',
    howDecided: 'The nodes among which Liqo chooses are counted.',
    remedy: 'Configure the address to advertise, so that no node is chosen.',
    source: 'Liqo v0.3.2, v0.10.3 getForeignCluster.go, v1.2.0 pkg/utils/apiserver/address.go',
  },
  'useless-override': {
    code: 'LD-ADDR-004',
    title: 'Every override that is set is read',
    severity: 'warning',
    meaning:
      'Liqo reads an override only once the Service has an address, so it does not cure a load balancer that has none.',
    howDecided: 'The overrides that are set are compared with what Liqo reads before them.',
    remedy:
      'Change the type of the Service to NodePort, or provide a load balancer; the override holds from then on.',
    source: 'Liqo v0.6.0, v0.10.3 servicewatcher.go, getForeignCluster.go',
  },
  'broken-override': {
    code: 'LD-ADDR-005',
    title: 'Every override that is set is an address',
    severity: 'warning',
    meaning: 'Liqo takes overrides as they are: an empty one replaces a good address with nothing.',
    howDecided: 'The address that comes of the overrides is read as its clients would.',
    remedy: 'Give the override a host name or an IP address and a port number, or remove it.',
    source: 'Liqo v0.3.2, v0.6.0, v0.10.3 getForeignCluster.go, dataGetters.go',
  },
  'contradicting-arguments': {
    code: 'LD-ADDR-006',
    title: 'No argument of Liqo is given twice with different values',
    severity: 'warning',
    meaning:
      'Of an argument that is given twice liqoctl reads the first and Liqo itself the last, so peers are told different addresses.',
    howDecided: "The arguments of the Deployments are read as liqoctl and as Go's flags do.",
    remedy:
      'Remove one of the two: the chart sets the override from auth.ingress.host, so controllerManager.pod.extraArgs must not set it too.',
    source: 'Liqo v0.3.2 pkg/liqoctl/generate/handler.go, templates/liqo-controller-manager.yaml',
  },
  'empty-ingress-host': {
    code: 'LD-ADDR-007',
    title: 'The Ingress in front of the authentication server names a host',
    severity: 'warning',
    meaning: 'The chart takes the advertised address from the host of the Ingress.',
    howDecided: 'The host of Ingress liqo-auth is looked at.',
    remedy: 'Set auth.ingress.host to the name that the other cluster is to use.',
    source: 'Liqo v0.3.2, v0.6.0, v0.10.3 templates/liqo-auth-*.yaml',
  },
  'ingress-port': {
    code: 'LD-ADDR-008',
    title: 'The Ingress leads to a port of the Service behind it',
    severity: 'warning',
    meaning: "The chart's Ingress leads to port 443 whatever auth.service.port says.",
    howDecided: "The ports of Service liqo-auth are compared with the one that the chart's Ingress leads to.",
    remedy: 'Leave auth.service.port at 443 where an Ingress is used.',
    source: 'Liqo v0.10.3 templates/liqo-auth-ingress.yaml',
  },
  'load-balancer-choice': {
    code: 'LD-ADDR-009',
    title: 'The load balancer has one address alone',
    severity: 'warning',
    meaning:
      'Where a load balancer has a name and an IP address, releases and services choose differently, and the one chosen may be the one that the other cluster cannot use.',
    howDecided:
      'The entries of status.loadBalancer are compared with the order in which this release reads them, and with what the other cluster could resolve.',
    remedy: 'Make the name resolve for the other cluster, or advertise the IP address by an override.',
    source:
      'Liqo v0.3.2, v0.10.3 getForeignCluster.go, dataGetters.go, v1.0.0, v1.2.0 wggatewayserver_controller.go; liqo#3310',
  },
  'load-balancer-entry': {
    code: 'LD-ADDR-010',
    title: 'The first entry of the load balancer has an address',
    severity: 'warning',
    meaning: 'Before v1.0 Liqo looks at the first entry of status.loadBalancer and at no other.',
    howDecided: 'The first entry is looked at.',
    remedy: 'Have the controller of the load balancer put an address into its first entry, or use NodePort.',
    source: 'Liqo v0.3.2, v0.10.3 getForeignCluster.go, dataGetters.go',
  },
  'own-address': {
    code: 'LD-ADDR-011',
    title: 'The advertised address means this cluster to everyone',
    severity: 'warning',
    meaning:
      'A loopback or unspecified address, often from a kubeconfig of kind or k3d, means whoever reads it.',
    howDecided: 'The advertised host is compared with the loopback and unspecified addresses.',
    remedy: 'Set apiServer.address to an address of the API server that the other cluster reaches.',
    source: 'RFC 1122 §3.2.1.3, RFC 4291 §2.5; liqo#1028, liqo#1090',
  },
  'proxied-address': {
    code: 'LD-ADDR-012',
    title: 'The advertised address is that of the API server itself',
    severity: 'warning',
    meaning:
      "A proxy such as Rancher's or Teleport's wants its own credentials and refuses those that Liqo hands to the other cluster.",
    howDecided:
      "A path in the URL, or a certificate of an authority that the cluster's pods do not trust, gives a proxy away.",
    remedy: 'Set apiServer.address to the API server itself, or use in-band peering.',
    source: 'liqo#2925; Liqo v0.10.3, v1.2.0 pkg/liqoctl/install',
  },
  'no-api-server-address': {
    code: 'LD-ADDR-013',
    title: 'Liqo has a configured address or a control-plane node for the API server',
    severity: 'warning',
    meaning:
      'Without either Liqo has nothing to advertise, as on managed clusters that were installed without liqoctl.',
    howDecided:
      'apiServer.address and the labels of control-plane nodes that this release knows are looked for.',
    remedy: 'Set apiServer.address to the URL of the API server.',
    source: 'Liqo v0.3.2, v0.5.0, v1.2.0 pkg/utils/apiserver/address.go; liqo#1092, liqo#1263',
  },
  'api-server-port': {
    code: 'LD-ADDR-014',
    title: 'The advertised port is the one that the API server listens on',
    severity: 'warning',
    meaning: 'For a control-plane node Liqo always advertises port 6443, and a URL without port means 443.',
    howDecided: 'The advertised port is compared with the one that the API server is known to listen on.',
    remedy: 'Set apiServer.address to a URL with the right port.',
    source: 'Liqo v0.3.2, v1.2.0 pkg/utils/apiserver/address.go',
  },
  'gateway-type': {
    code: 'LD-ADDR-015',
    title: "The gateway's Service is of a type that Liqo advertises",
    severity: 'warning',
    meaning:
      'A gateway is UDP: neither a ClusterIP nor an Ingress brings it out, and Liqo then tells the other cluster nothing at all.',
    howDecided: "The type of the gateway's Service is looked at.",
    remedy: 'Set gateway.service.type to LoadBalancer or NodePort.',
    source: 'Liqo v0.3.2, v0.10.3 servicewatcher.go, dataGetters.go; liqo#1861',
  },
  'no-gateway-override': {
    code: 'LD-ADDR-016',
    title: "This release can advertise another address for its gateway than the node's own",
    severity: 'warning',
    meaning:
      'Liqo v0.3-v0.5 tells the other cluster the private address of the node, whatever is forwarded to it.',
    howDecided: "The release, the type of the gateway's Service and the address of its node are looked at.",
    remedy:
      'Rely on the gateway of the other cluster, which this one can dial from behind NAT, or upgrade to Liqo v0.6 or later, which has gateway.config.addressOverride.',
    source: 'Liqo v0.3.2, v0.5.0 servicewatcher.go, v0.6.0 dataGetters.go',
  },
  'gateway-node-address': {
    code: 'LD-ADDR-017',
    title: 'The gateway advertises the best address of its node',
    severity: 'warning',
    meaning:
      "The gateway writes the address of its own pod on its Service, which is the node's internal one.",
    howDecided: 'Annotation net.liqo.io/gatewayNodeIP is compared with the addresses of the nodes.',
    remedy:
      'Set gateway.config.addressOverride to the address meant (Liqo v0.6-v0.10), or use a LoadBalancer.',
    source: 'Liqo v0.3.2 internal/liqonet/tunnel-operator/labelerOperator.go, v0.10.3 the same',
  },
  'missing-brackets': {
    code: 'LD-ADDR-018',
    title: 'An IPv6 address in an advertised URL stands in brackets',
    severity: 'warning',
    meaning: 'Liqo puts no brackets around an IPv6 address, and a URL without them cannot be read reliably.',
    howDecided: 'The URL that Liqo would make is read as its clients read it.',
    remedy: 'Configure a name, or an address in brackets.',
    source: 'RFC 3986 §3.2.2; Liqo v0.3.2, v1.2.0 pkg/utils/apiserver/address.go',
  },
  'aws-endpoint': {
    code: 'LD-ADDR-019',
    title: "The API server's address is the one that is configured",
    severity: 'warning',
    meaning:
      'With AWS credentials Liqo tells peers the endpoint that AWS names for the EKS cluster, and before v1.0 never apiServer.address.',
    howDecided: 'Argument --aws-cluster-name is looked for.',
    remedy:
      'Make the endpoint of the EKS cluster public, or reachable for the other cluster; apiServer.address does not change it.',
    source: 'Liqo v0.10.3 pkg/auth/identityresponse.go, v1.2.0 pkg/identityManager/iamIdentityProvider.go',
  },
} as const satisfies Readonly<Record<QuirkKind, CatalogueEntry>>;

/** These findings, in the order of their codes. */
export const addressEntries: readonly CatalogueEntry[] = Object.values(addressEntryOf);
