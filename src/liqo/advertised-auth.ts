import type { Advertised, Quirk } from '../model/advertised.js';
import type { ClusterFacts, IngressFacts, ServiceFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Endpoint, Exposure } from '../model/peering.js';
import { success } from '../model/result.js';
import { addressKind } from './address-kind.js';
import type { Step } from './advertisement.js';
import { notAdvertised, otherEndpoints, refused, unread } from './advertisement.js';
import type { AuthOverrides } from './auth-override.js';
import { authOverrides } from './auth-override.js';
import type { AuthService } from './auth-quirks.js';
import {
  arbitraryNodeQuirks,
  argumentQuirks,
  brokenOverrideQuirks,
  emptyPortQuirk,
  ingressQuirks,
  pendingLoadBalancer,
  pendingQuirks,
} from './auth-quirks.js';
import { loadBalancerAddress } from './gateway-server.js';
import { chooseNodeAddress, machinesOf, nodeAddressQuirks, withoutLiqoNodes } from './node-address.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import { missingBracketsQuirk, parseServerUrl } from './server-url.js';
import {
  loadBalancerQuirks,
  overriddenExposure,
  serviceEndpoints,
  typeExposure,
} from './service-exposure.js';

/**
 * The authentication URL that a release of Liqo would give to the other cluster, quirks included.
 *
 * Source: GetHomeAuthURL in pkg/utils/foreignCluster/getForeignCluster.go@v0.3.2,@v0.6.0,@v0.10.3 and
 * templates/liqo-auth-service.yaml at the same tags.
 */
export function advertisedAuth(facts: ClusterFacts, release: LiqoRelease): Advertised {
  const { installed, authService, namespace } = facts.liqo;
  if (release.generation === 'g3') {
    return notAdvertised({
      determinate: true,
      reason: `Liqo ${release.version} has no authentication server.`,
    });
  }
  if (installed.known && !installed.value) {
    const reason = 'Liqo is not installed; its authentication server gets an address when it is.';
    return notAdvertised({ determinate: true, reason });
  }
  if (!authService.known) return notAdvertised(unread('Service liqo-auth', authService.reason).failure);
  if (authService.value === null) {
    const reason = `There is no Service liqo-auth in namespace ${namespace}.`;
    return notAdvertised({ determinate: true, reason });
  }
  return advertisedService({ facts, release, service: authService.value });
}

function advertisedService(auth: AuthService): Advertised {
  const { facts, release, service } = auth;
  const overrides = authOverrides(facts, service, release);
  if (!overrides.ok) return notAdvertised({ ...overrides.failure, exposure: typeExposure(service) });
  const exposure = exposureOf(auth, overrides.value);
  const nodes = machinesOf(facts);
  const own = [
    ...(isAtLeast(release, 'v0.6.0') ? servedAt(valueOf(facts.liqo.authIngress)) : []),
    ...serviceEndpoints({ service, protocol: 'https', nodes, port: service.ports[0] }),
  ];
  const nothing = (refusal: { determinate: boolean; reason: string }, quirks: readonly Quirk[]): Advertised =>
    notAdvertised({ ...refusal, exposure, candidates: otherEndpoints(own, null), quirks });

  const address = addressStep(auth, overrides.value);
  if (!address.ok) return nothing(address.failure, pendingQuirks(service, overrides.value));
  const port = portStep(service, overrides.value);
  const quirks = [...address.value.quirks, ...argumentQuirks(auth), ...ingressQuirks(auth)];
  // Which node would have been taken is of no interest where none is advertised.
  if (!port.ok) return nothing(port.failure, ingressQuirks(auth));
  quirks.push(...port.value.quirks);

  const url = urlOf(address.value.text, port.value.text);
  const target = parseServerUrl(url);
  if (!target.ok) {
    quirks.push(...brokenOverrideQuirks(auth, overrides.value, url));
    return nothing(brokenUrl(target.failure), quirks);
  }
  if (!acceptedByForeignCluster(url)) return nothing(rejectedUrl(url), quirks);
  if (target.value.lacksBrackets) quirks.push(missingBracketsQuirk(url));
  const endpoint: Endpoint = { protocol: 'https', host: target.value.host, ports: [target.value.port] };
  const reason = `Liqo advertises ${url}: the address of ${address.value.origin}, the port of ${port.value.origin}.`;
  return { determinate: true, endpoint, exposure, reason, candidates: otherEndpoints(own, endpoint), quirks };
}

/**
 * Where the controller says to serve an Ingress that names no host: it serves any there, an address too, so that only
 * that address is lacking, port 443 being advertised already. Before v0.6 there is no value for it.
 *
 * Source: Kubernetes' IngressRule (an absent host stands for all).
 */
function servedAt(ingress: IngressFacts | null | undefined): readonly Endpoint[] {
  if (ingress?.host !== '') return [];
  const [first] = ingress.addresses;
  const host = first?.ip ?? first?.hostname;
  return host === undefined ? [] : [{ protocol: 'https', host, ports: [443] }];
}

function addressStep({ facts, release, service }: AuthService, { address }: AuthOverrides): Step {
  if (address !== undefined) return success({ text: address, origin: 'the configured override', quirks: [] });
  if (service.type === 'LoadBalancer') {
    const text = loadBalancerAddress(service.loadBalancer, 'auth', release);
    if (text === undefined) return refused(pendingLoadBalancer(service));
    const quirks = loadBalancerQuirks(service, 'hostname-first');
    return success({ text, origin: `the load balancer of Service ${service.name}`, quirks });
  }
  if (!facts.nodes.known) return unread('The nodes', facts.nodes.reason);
  const [first] = withoutLiqoNodes(facts.nodes.value);
  if (first === undefined) return refused('The cluster has no node whose address Liqo could advertise.');
  const chosen = chooseNodeAddress([first]);
  if (chosen === undefined) {
    return refused(`Liqo takes the first node in name order, ${first.name}, which has no address.`);
  }
  const origin = `node ${first.name}, the first in name order (${chosen.type})`;
  const quirks = [
    ...nodeAddressQuirks(chosen),
    ...arbitraryNodeQuirks(first.name, withoutLiqoNodes(facts.nodes.value)),
  ];
  return success({ text: chosen.address, origin, quirks });
}

function portStep(service: ServiceFacts, { port }: AuthOverrides): Step {
  if (port !== undefined) {
    const quirks = port === '' ? [emptyPortQuirk] : [];
    return success({ text: port, origin: 'the configured override', quirks });
  }
  const [first] = service.ports;
  if (first === undefined) return refused(`Service ${service.name} has no port.`);
  const origin = `Service ${service.name}`;
  if (service.type === 'LoadBalancer') return success({ text: String(first.port), origin, quirks: [] });
  if (service.type !== 'NodePort') {
    return refused(
      `Service ${service.name} is of type ${service.type}, which Liqo refuses to advertise without an override port.`,
    );
  }
  if (!first.nodePort) return refused(`Service ${service.name} has no node port yet.`);
  return success({ text: String(first.nodePort), origin: `Service ${service.name} (node port)`, quirks: [] });
}

function urlOf(address: string, port: string): string {
  return port === '443' ? `https://${address}` : `https://${address}:${port}`;
}

function brokenUrl(clause: string): { determinate: boolean; reason: string } {
  return { determinate: true, reason: `The URL that Liqo would advertise is unusable: ${clause}.` };
}

/**
 * Whether the peer's API server takes this URL into a ForeignCluster: somewhere in its host a dot must be followed by
 * a part of one to six letters or digits that ends there.
 *
 * Source: pattern of foreignAuthUrl in crds/discovery.liqo.io_foreignclusters.yaml@v0.3.2,@v0.10.3.
 */
function acceptedByForeignCluster(url: string): boolean {
  return /https:\/\/[-\w@:%.+~#=]+\.[a-zA-Z0-9()]{1,6}\b/.test(url);
}

function rejectedUrl(url: string): { determinate: boolean; reason: string } {
  return {
    determinate: true,
    reason:
      `Liqo would advertise ${url}, which the peer refuses: a ForeignCluster takes no IPv6 literal and only names ` +
      'in which a part after a dot has at most six characters.',
  };
}

function exposureOf({ facts, service }: AuthService, { address }: AuthOverrides): Exposure {
  const ingress = valueOf(facts.liqo.authIngress) ?? undefined;
  const byType = typeExposure(service);
  if (address === undefined) return byType === 'ClusterIP' && ingress !== undefined ? 'Ingress' : byType;
  if (ingress !== undefined && (address === ingress.host || byType === 'ClusterIP')) return 'Ingress';
  const overridden = overriddenExposure(service, address, machinesOf(facts));
  // A name that leads to a Service without any exposure of its own can only be that of something in front of it.
  return overridden === 'ClusterIP' && addressKind(address) === 'name' ? 'Ingress' : overridden;
}
