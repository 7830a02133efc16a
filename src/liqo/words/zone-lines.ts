/** A cluster that a domain shall list. */
export interface ListedCluster {
  /** Becomes a label of the domain: letters, digits and hyphens. */
  readonly label: string;
  /** Host and port of its authentication server. */
  readonly host: string;
  readonly port: number;
}

/** Seconds. Liqo forgets a cluster that it read from a domain after so long, and reads again before. */
const ttlSeconds = 90;

/**
 * The lines of a zone file by which Liqo v0.3 and v0.4 find a cluster in a domain: a PTR record of the domain itself, an
 * SRV record of the name that it leads to, and an address record where the host is an address.
 *
 * Source: Liqo pkg/liqo-controller-manager/search-domain-operator/wan.go@v0.3.2; RFC 1035 §5.1, RFC 2782.
 */
export function zoneLines(domain: string, { label, host, port }: ListedCluster): readonly string[] {
  const zone = `${domain.replace(/\.$/u, '')}.`;
  const name = `${dnsLabel(label)}.${zone}`;
  const isAddress = /^[\d.]+$/u.test(host) || host.includes(':');
  const target = isAddress ? `auth.${name}` : `${host.replace(/\.$/u, '')}.`;
  return [
    `${zone} ${ttlSeconds} IN PTR ${name}`,
    `${name} ${ttlSeconds} IN SRV 0 0 ${port} ${target}`,
    ...(isAddress ? [`${target} ${ttlSeconds} IN ${host.includes(':') ? 'AAAA' : 'A'} ${host}`] : []),
  ];
}

function dnsLabel(name: string): string {
  const label = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 63);
  return label === '' ? 'cluster' : label;
}
