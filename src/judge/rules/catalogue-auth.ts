import type { CatalogueEntry } from './catalogue.js';

/** Findings about the authentication server of Liqo v0.3–v0.10. */
export const authEntries = [
  {
    code: 'LD-AUTH-001',
    title: 'Liqo has an address to advertise for its authentication server',
    severity: 'error',
    meaning: 'The other cluster is told where to ask for its identity; without an address no peering begins.',
    howDecided:
      'The URL is computed from the Service, the nodes and the overrides as this release of Liqo does it.',
    remedy: "Expose Service liqo-auth as the requirement's prescription says.",
    source: 'Liqo v0.3.2, v0.6.0, v0.10.3 pkg/utils/foreignCluster/getForeignCluster.go',
  },
  {
    code: 'LD-AUTH-002',
    title: 'The authentication server is reachable at the address that Liqo would advertise',
    severity: 'error',
    meaning:
      'Both clusters ask each other for an identity before anything else; each must reach the other one.',
    howDecided: 'A pod of the other cluster asks GET /ids and compares the cluster ID in the answer.',
    remedy: "Carry out the requirement's prescription.",
    source: 'Liqo v0.3.2, v0.10.3 internal/auth-service; docs requirements.md',
  },
  {
    code: 'LD-AUTH-003',
    title: 'The authentication server is exposed as its situation asks for',
    severity: 'warning',
    meaning:
      'Another exposure than the matrix names may work today and break with the next address that changes.',
    howDecided: 'The exposure found is compared with those that the scenario accepts for this cluster.',
    remedy: 'Nothing has to be done while it is reachable; the accepted exposures stand in the requirement.',
    source: 'requirement matrix, rule 8',
  },
  {
    code: 'LD-AUTH-004',
    title: 'The Ingress in front of the authentication server speaks its protocol',
    severity: 'error',
    meaning:
      'An Ingress controller that sends plain HTTP to a backend with TLS, or TLS to one without, gets errors, and so do peers.',
    howDecided:
      'The Ingress, the TLS setting of liqo-auth and the annotations that switch the backend protocol to HTTPS are compared, and what was answered at the host of the Ingress.',
    remedy:
      'Where liqo-auth runs without TLS and the controller speaks it, set auth.tls=true. Otherwise either set auth.tls=false, or annotate the Ingress so that its controller speaks HTTPS to the backend (for ingress-nginx nginx.ingress.kubernetes.io/backend-protocol: HTTPS). With auth.tls=false, in-band peering will not work later.',
    source: 'Liqo v0.3.2 docs/pages/installation/pre-install.md; v0.10.3 docs/installation/requirements.md',
  },
  {
    code: 'LD-AUTH-005',
    title: 'In one LAN the clusters find each other by themselves',
    severity: 'info',
    meaning:
      'The "standard values" that Liqo\'s documents speak of for one LAN, NodePorts and discovery, are not the defaults of its chart, which are LoadBalancers and no discovery. Only liqoctl install kind sets both, and k3s the NodePorts.',
    howDecided:
      'In the scenario same-lan the type of Service liqo-auth and the arguments --mdns-enable-advertisement and --mdns-enable-discovery of Deployment liqo-discovery are looked at: Liqo announces a cluster only where auth is a NodePort.',
    remedy:
      'Set auth.service.type=NodePort, discovery.config.enableAdvertisement=true and discovery.config.enableDiscovery=true in both clusters, or peer by naming the other cluster.',
    source:
      'Liqo v0.3.2 docs/pages/installation/pre-install.md, deployments/liqo/values.yaml, pkg/discoverymanager; v0.10.3 the same',
  },
  {
    code: 'LD-AUTH-006',
    title: 'An Ingress controller serves the Ingress of the authentication server',
    severity: 'warning',
    meaning:
      'An Ingress is only a wish: where no controller answers for its class, its host leads nowhere, or to somebody else.',
    howDecided:
      'A controller publishes its addresses in the status of an Ingress that it serves. Where there are none, the class that the Ingress asks for is looked for among the IngressClasses of the cluster.',
    remedy:
      'Install an Ingress controller, or set auth.ingress.class to a class that the cluster has; kubectl get ingressclass lists them.',
    source:
      'Kubernetes documentation, Ingress and IngressClass; Liqo v0.3.2, v0.8.0, v0.10.3 deployments/liqo/templates/liqo-auth-ingress.yaml',
  },
] as const satisfies readonly CatalogueEntry[];
