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
    remedy: "If the tunnel does not come up, look for a firewall rule that concerns the gateway's own port.",
    source: 'requirement matrix, rule 11',
  },
  {
    code: 'LD-GW-005',
    title: 'Nothing about the advertised gateway address is surprising',
    severity: 'info',
    meaning: 'Rules of this Liqo release bite here; knowing them explains an address that nobody expected.',
    howDecided: 'The rules that applied while the address was computed are listed.',
    remedy:
      'Set gateway.config.addressOverride and gateway.config.portOverride (Liqo v0.6–v0.10) if another address is meant.',
    source: 'Liqo v0.3.2, v0.10.3 servicewatcher.go, dataGetters.go; v1.2.0 wggatewayserver_controller.go',
  },
] as const satisfies readonly CatalogueEntry[];
