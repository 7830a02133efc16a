import { addressKind } from '../../liqo/address-kind.js';
import type { Report } from '../../model/report.js';
import { sides } from '../../model/peering.js';

/** A name of somebody's, and what stands in its place. */
export interface RedactedName {
  readonly name: string;
  readonly instead: string;
}

/** Names that every cluster has, and words of this tool's own sentences, which tell nobody whose they are. */
const everybodys =
  /^(?:localhost|kubernetes(?:\.default(?:\.svc(?:\.[\w-]+)*)?)?|local|remote|clusters?|cloud|nodes?|default|admin|gateway|auth|liqo|public|private|server|ingress|kind|k3s|test|[\w-]{1,2})$/u;

/** Every name in a report that may tell whose clusters these are, with another one for it: the same for the same. */
export function namesIn(report: Report, mentioned: readonly string[]): readonly RedactedName[] {
  const found = new Map<string, string>();
  const give = (name: string | null | undefined, instead: (number: number) => string): void => {
    const own = name?.replace(/^\*\./u, '').replace(/\.$/u, '').toLowerCase() ?? '';
    if (own === '' || everybodys.test(own) || addressKind(own) !== 'name' || found.has(own)) return;
    found.set(own, instead(found.size + 1));
  };
  const host = (name: string | null | undefined): void => {
    give(name, (number) => `host-${number}.example`);
  };
  for (const side of sides) {
    const { name, clusterId, nodes, apiServer, services } = report.clusters[side];
    give(name, () => `${side}-cluster`);
    give(clusterId, (number) => (isUuid(clusterId ?? '') ? uuid(number) : `cluster-${number}`));
    nodes.forEach((node, index) => {
      give(node.name, () => `${side}-node-${index + 1}`);
      for (const { address } of node.addresses) host(address);
    });
    host(hostOf(apiServer.url));
    apiServer.certificateNames?.forEach(host);
    for (const service of [services.auth, services.gateway]) service?.addresses.forEach(host);
  }
  for (const { endpoint } of [...report.requirements, ...report.findings]) host(endpoint?.host);
  for (const probe of report.probes) {
    host(probe.host);
    host(probe.proxy?.host);
    give(probe.node, (number) => `node-${number}`);
    give(probe.clusterId, (number) => (isUuid(probe.clusterId ?? '') ? uuid(number) : `cluster-${number}`));
    const { certificate } = probe;
    certificate?.names.forEach(host);
    for (const name of [certificate?.subject, certificate?.issuer]) {
      for (const [, value] of name?.matchAll(/(?:^|[\n,/]\s*)[A-Za-z]+=([^\n,/]+)/gu) ?? [])
        give(value, (number) => `name-${number}`);
    }
    give(certificate?.fingerprint, (number) => `fingerprint-${number}`);
  }
  for (const name of mentioned) give(name, (number) => `name-${number}`);
  // The longest first: a host's name may begin with a node's.
  return [...found]
    .map(([name, instead]) => ({ name, instead }))
    .toSorted((one, other) => other.name.length - one.name.length);
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function isUuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu.test(text);
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
