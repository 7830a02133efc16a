import type { CatalogueEntry } from './catalogue.js';

/** Findings about the Kubernetes API server as Liqo hands it to the other cluster. */
export const apiServerEntries = [
  {
    code: 'LD-API-001',
    title: 'Liqo has an address to advertise for the API server',
    severity: 'error',
    meaning:
      'The other cluster works through this API server; without an address Liqo fails, as on managed clusters.',
    howDecided:
      'The URL is computed from apiServer.address and the control-plane nodes as this release of Liqo does it.',
    remedy: 'Set apiServer.address to a URL that the other cluster reaches.',
    source: 'Liqo v0.3.2, v0.10.3, v1.2.0 pkg/utils/apiserver/address.go',
  },
  {
    code: 'LD-API-002',
    title: 'The API server can be used at the address that Liqo would advertise',
    severity: 'error',
    meaning: 'Liqo replicates its objects and runs pods through this API server from the other cluster.',
    howDecided:
      "A pod of the other cluster connects by TCP and TLS, checks name and authority as Liqo's clients do, and asks for /version.",
    remedy: "Carry out the requirement's prescription.",
    source: 'Liqo v1.2.0 docs/installation/requirements.md, pkg/utils/apiserver',
  },
  {
    code: 'LD-API-003',
    title: 'The certificate of the API server names the advertised host',
    severity: 'error',
    meaning: 'The other cluster validates the certificate against the host it was told, in-band as well.',
    howDecided:
      'The names in the certificate that the other cluster saw, else that this machine saw, are compared with the host.',
    remedy: 'Add the host to the certificate of the API server, or advertise a host that it names.',
    source: 'Liqo v1.2.0 pkg/utils/kubeconfig; RFC 9525 §6',
  },
  {
    code: 'LD-API-004',
    title: 'The certificate of the API server descends from the authority that peers are told',
    severity: 'error',
    meaning:
      "Liqo hands the cluster's own authority to the other cluster; a proxy in front with another one is refused.",
    howDecided:
      'The chain that the other cluster saw is verified with the authority that in-cluster clients trust, or with public ones when apiServer.trustedCA is set.',
    remedy:
      'Set apiServer.trustedCA=true if public authorities signed it, apiServer.ca (Liqo v1.x) to its authority, or advertise the API server itself.',
    source: 'Liqo v0.10.3, v1.2.0 pkg/utils/apiserver/config.go; liqo#2392',
  },
  {
    code: 'LD-API-005',
    title: 'The API server is exposed as its situation asks for',
    severity: 'warning',
    meaning:
      'Another exposure than the matrix names may work today and break with the next address that changes.',
    howDecided: 'The exposure found is compared with those that the scenario accepts for this cluster.',
    remedy: 'Nothing has to be done while it is reachable; the accepted exposures stand in the requirement.',
    source: 'requirement matrix, rule 8',
  },
  {
    code: 'LD-API-006',
    title: 'The certificate of the API server is valid now, and for 30 days to come',
    severity: 'error',
    meaning: 'The other cluster refuses the API server outside of the time its certificate is valid for.',
    howDecided:
      "The validity of the certificate that the other cluster saw, else that this machine saw, is compared with the other cluster's clock.",
    remedy:
      'Renew the certificate of the API server (kubeadm certs renew apiserver, k3s certificate rotate, ...).',
    source: 'RFC 5280 §4.1.2.5',
  },
  {
    code: 'LD-API-007',
    title: "Liqo's API server proxy is there for in-band peering",
    severity: 'error',
    prerequisite: true,
    meaning:
      'With in-band peering the API server is reached through the tunnel and liqo-proxy; without it liqoctl finds no address to hand over.',
    howDecided:
      'Deployment liqo-proxy is looked for: in the provider with Liqo v1.x, in both clusters before.',
    remedy: 'Set proxy.enabled=true (Liqo v1.x), or peer without --in-band.',
    source:
      'Liqo v1.2.0 pkg/liqoctl/authenticate/handler.go, values.yaml (proxy.enabled); v0.10.3 pkg/liqoctl/inband/cluster.go',
  },
] as const satisfies readonly CatalogueEntry[];
