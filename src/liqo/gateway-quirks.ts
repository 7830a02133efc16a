import type { Quirk } from '../model/advertised.js';
import type { NodeFacts, ServiceFacts } from '../model/cluster-facts.js';
import { addressKind } from './address-kind.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import { loadBalancerQuirks } from './service-exposure.js';

/** Annotation that the active gateway pod writes on its Service: the address of the node it runs on. */
export const gatewayNodeAnnotation = 'net.liqo.io/gatewayNodeIP';

/** What replaces the address and port of a gateway (v0.6–v0.10); a field is `undefined` where nothing does. */
export interface GatewayOverride {
  readonly address?: string | undefined;
  readonly port?: string | undefined;
}

/** What is peculiar about a gateway that has nothing to advertise. */
export function refusalQuirks(
  service: ServiceFacts,
  override: GatewayOverride | undefined,
): readonly Quirk[] {
  const { name, type, loadBalancer } = service;
  const quirks: Quirk[] = [];
  if (type !== 'NodePort' && type !== 'LoadBalancer') {
    quirks.push({
      kind: 'gateway-type',
      text: `Service ${name} is of type ${type}; a gateway is UDP, which neither a ClusterIP nor an Ingress brings out.`,
    });
  }
  if (type === 'LoadBalancer' && loadBalancer.length > 0) {
    quirks.push(emptyEntryQuirk(service));
  }
  if (override !== undefined) {
    quirks.push({
      kind: 'useless-override',
      text: `The override on Service ${name} does not help: Liqo reads it only once the Service has an address.`,
    });
  }
  return quirks;
}

function emptyEntryQuirk({ name }: ServiceFacts): Quirk {
  return {
    kind: 'load-balancer-entry',
    text: `The first entry of the load balancer of Service ${name} has no address, and Liqo looks at no other.`,
  };
}

/** The address that a gateway Service gives by itself. */
export interface OwnAddress {
  readonly service: ServiceFacts;
  readonly host: string;
  readonly nodes: readonly NodeFacts[];
  readonly release: LiqoRelease;
}

/** What is peculiar about the address that a gateway Service gives by itself. */
export function ownAddressQuirks({ service, host, nodes, release }: OwnAddress): readonly Quirk[] {
  if (service.type === 'LoadBalancer') {
    return host === '' ? [emptyEntryQuirk(service)] : loadBalancerQuirks(service, 'ip-first');
  }
  return [...nodeAddressQuirk(host, nodes), ...noOverrideQuirk(host, release)];
}

/** A private address is all that these releases can tell of a gateway behind a NodePort. */
function noOverrideQuirk(host: string, release: LiqoRelease): readonly Quirk[] {
  if (isAtLeast(release, 'v0.6.0') || host === '' || addressKind(host) === 'global') return [];
  return [
    {
      kind: 'no-gateway-override',
      text:
        `Liqo ${release.version} advertises ${host} and cannot be told another address: a forwarded port in front ` +
        'of this gateway would stay unknown to the peer.',
    },
  ];
}

function nodeAddressQuirk(host: string, nodes: readonly NodeFacts[]): readonly Quirk[] {
  const node = nodes.find(({ addresses }) => addresses.some(({ address }) => address === host));
  if (node === undefined) {
    return nodes.length === 0 || host === ''
      ? []
      : [
          {
            kind: 'gateway-node-address',
            text: `Annotation ${gatewayNodeAnnotation} says ${host}, which is an address of no node.`,
          },
        ];
  }
  const routable = node.addresses.find(
    ({ type, address }) => type.startsWith('External') || addressKind(address) === 'global',
  );
  if (routable === undefined || addressKind(host) === 'global') return [];
  return [
    {
      kind: 'gateway-node-address',
      text:
        `The gateway advertises the address of its pod, ${host}, though its node ${node.name} has ` +
        `the ${routable.type} ${routable.address}.`,
    },
  ];
}
