import type { Quirk } from '../model/advertised.js';
import type { ClusterFacts, NodeFacts, ServiceFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { AuthOverrides } from './auth-override.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';

/** The Service of an authentication server, in its cluster, under the rules of a release. */
export interface AuthService {
  readonly facts: ClusterFacts;
  readonly release: LiqoRelease;
  readonly service: ServiceFacts;
}

/** Which node is advertised: the controller reads them from a cache, which keeps no order; liqoctl in name order. */
export function arbitraryNodeQuirks(chosen: string, nodes: readonly NodeFacts[]): readonly Quirk[] {
  if (nodes.length < 2) return [];
  return [
    {
      kind: 'arbitrary-node',
      text:
        `Liqo advertises the first of ${nodes.length} nodes in the order in which it gets them, by name ` +
        `${chosen}; after a restart it may be another one.`,
    },
  ];
}

/** What is peculiar about an Ingress in front of the authentication server. */
export function ingressQuirks({ facts, release, service }: AuthService): readonly Quirk[] {
  const ingress = valueOf(facts.liqo.authIngress);
  if (ingress === undefined || ingress === null) return [];
  const quirks: Quirk[] = [];
  if (ingress.host === '') quirks.push({ kind: 'empty-ingress-host', text: emptyHostText(release) });
  const port = service.ports[0]?.port;
  if (valueOf(facts.liqo.authTls) === true && port !== undefined && port !== 443) {
    quirks.push({
      kind: 'ingress-port',
      text: `The Ingress leads to port 443 of Service ${service.name}, which listens on ${port}.`,
    });
  }
  return quirks;
}

function emptyHostText(release: LiqoRelease): string {
  return isAtLeast(release, 'v0.6.0')
    ? 'The Ingress names no host, and from v0.6 Liqo then advertises an empty address.'
    : 'The Ingress names no host, so Liqo before v0.6 advertises the address of the Service with port 443.';
}

/** From v0.3 to v0.5 an argument given twice is read differently by liqoctl and by Liqo itself. */
export function argumentQuirks({ facts, release }: AuthService): readonly Quirk[] {
  const { authAddressOverride, shadowedAddressOverride } = facts.liqo;
  const first = valueOf(shadowedAddressOverride) ?? '';
  if (isAtLeast(release, 'v0.6.0') || first === '') return [];
  const last = valueOf(authAddressOverride) ?? '';
  return [
    {
      kind: 'contradicting-arguments',
      text:
        `--auth-service-address-override is given more than once: liqoctl tells peers ${first}, the first, ` +
        `and Liqo itself ${last}, the last.`,
    },
  ];
}

/** Why a load balancer gives no address. */
export function pendingLoadBalancer({ name, loadBalancer }: ServiceFacts): string {
  return loadBalancer.length === 0
    ? `Service ${name} waits for its load balancer, which has no address yet.`
    : `The first entry of the load balancer of Service ${name} has no address, and Liqo looks at no other.`;
}

/** What is peculiar about a load balancer without an address; an override of the port does not replace that. */
export function pendingQuirks(service: ServiceFacts, { address, port }: AuthOverrides): readonly Quirk[] {
  if (service.type !== 'LoadBalancer') return [];
  const quirks: Quirk[] = [];
  if (service.loadBalancer.length > 0) {
    quirks.push({ kind: 'load-balancer-entry', text: pendingLoadBalancer(service) });
  }
  if (address === undefined && port !== undefined) {
    quirks.push({
      kind: 'useless-override',
      text: `The override of the port does not help: Service ${service.name} has no address yet.`,
    });
  }
  return quirks;
}

/** An override of the port that is there and empty. */
export const emptyPortQuirk: Quirk = {
  kind: 'broken-override',
  text: 'The override port is present but empty: the URL ends with a colon, which clients read as port 443.',
};

/** An override that makes no URL; an Ingress without host, from which the chart takes it, is the cause itself. */
export function brokenOverrideQuirks(
  { facts }: AuthService,
  { address, port }: AuthOverrides,
  url: string,
): readonly Quirk[] {
  if ((address === undefined && port === undefined) || valueOf(facts.liqo.authIngress)?.host === '')
    return [];
  return [{ kind: 'broken-override', text: `The override gives ${url}, which is no usable URL.` }];
}
