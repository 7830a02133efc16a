import type { Side } from '../../model/peering.js';
import type { ClusterSpec, LiqoServiceSpec, LiqoSpec } from '../topology/cluster-spec.js';
import { isV0, readsAnnotations } from '../topology/liqo-spec.js';
import type { Installation } from '../topology/pair.js';
import type { FirewallRule, MachineAddress, NodeSpec } from '../topology/site.js';
import type { NameRecord } from '../topology/topology.js';
import type { Random } from './random.js';
import type { Place } from './recipe.js';
import { isCloudPlace } from './recipe.js';

/** What a cluster has of IPv6 beside IPv4, which its pods and Services have first. */
export interface DualStackRecipe {
  /** Of the addresses of its nodes. */
  readonly scope: 'global' | 'unique-local';
  /** The type that the nodes publish them under, and whether before or after IPv4 ones of that type. */
  readonly type: 'InternalIP' | 'ExternalIP';
  readonly published: 'first' | 'last';
  /** Whether pods have IPv6 addresses too. */
  readonly isInPods: boolean;
  /** Whether somebody gave Liqo's own Services both families, which takes pods with both. */
  readonly hasDualServices: boolean;
  /** How load balancers of a cloud have IPv6, and names beside their A records; on premises they have none. */
  readonly balancers: 'none' | 'first' | 'last' | 'alone';
  /** Whether the name of a cloud's API server has an AAAA record, beside an A record or alone. */
  readonly apiName: 'none' | 'beside' | 'alone';
  /** An IPv6 address that `apiServer.address` is set to: in brackets, without them, or without them and a port. */
  readonly apiServerAddress: 'unset' | 'literal' | 'without-brackets' | 'bare';
  /** Whether the certificate of the API server names that address. */
  readonly isInCertificate: boolean;
  /** The Service that is told to advertise the first node's IPv6 address. */
  readonly told: 'nothing' | 'auth' | 'gateway';
}

const globalPrefix = { local: '2001:db8:1:', remote: '2001:db8:2:' } as const;
const localPrefix = { local: 'fd00:1:', remote: 'fd00:2:' } as const;

/** A cluster with the names that it has in the DNS. */
interface NamedCluster {
  readonly installation: Installation;
  readonly names: readonly NameRecord[];
}

/** The same with what a recipe gives it of IPv6. */
export interface DualCluster extends NamedCluster {
  /** What the DNS has in place of a record of IPv4 alone. */
  readonly nameOf: (record: NameRecord) => NameRecord;
}

interface Setting {
  readonly side: Side;
  readonly place: Place;
  /** Of the Liqo that both are to run. */
  readonly version: LiqoSpec['version'];
}

/** A cluster with IPv6 beside IPv4, and the AAAA records of its names; without a recipe as it is. */
export function withDualStack(
  built: NamedCluster,
  recipe: DualStackRecipe | undefined,
  { side, place, version }: Setting,
): DualCluster {
  if (recipe === undefined) return { ...built, nameOf: (record) => record };
  const { site, cluster } = built.installation;
  const prefix = recipe.scope === 'global' ? globalPrefix[side] : localPrefix[side];
  const nodes = site.nodes.map((node, index) =>
    node.standsForCluster === true ? node : withIpv6(node, `${prefix}:a${index + 1}`, recipe),
  );
  const apiServerAt = isCloudPlace(place)
    ? `${globalPrefix[side]}:a5`
    : (ipv6Of(nodes.find(({ controlPlane }) => controlPlane === true)) ?? '');
  const nodeAt = ipv6Of(nodes[0]) ?? '';
  const named: NameRecord['addresses'] = { none: [], beside: [apiServerAt], alone: [apiServerAt] }[
    recipe.apiName
  ];
  return {
    ...built,
    installation: {
      site: { ...site, nodes },
      cluster: {
        ...cluster,
        podFamilies: recipe.isInPods ? ['IPv4', 'IPv6'] : ['IPv4'],
        loadBalancer: balancersOf(cluster.loadBalancer, recipe, { side, place, version }),
        apiServer: {
          ...cluster.apiServer,
          ...(isCloudPlace(place) && { ipv6Address: apiServerAt }),
          certificateNames: [
            ...cluster.apiServer.certificateNames,
            ...(recipe.isInCertificate ? [apiServerAt] : []),
          ],
        },
        ...(cluster.liqo && {
          liqo: liqoOf(cluster.liqo, recipe, { apiServerAt, nodeAt, port: cluster.apiServer.port }),
        }),
      },
    },
    nameOf: (record) =>
      record.name === cluster.apiServer.certificateNames[0] && isCloudPlace(place)
        ? { ...record, addresses: [...(recipe.apiName === 'alone' ? [] : record.addresses), ...named] }
        : record,
  };
}

function withIpv6(node: NodeSpec, address: string, { type, published }: DualStackRecipe): NodeSpec {
  const own: MachineAddress = { type, address };
  const { addresses } = node;
  const at = addresses.findIndex((one) => one.type === type);
  const place = at === -1 ? addresses.length : published === 'first' ? at : at + 1;
  return { ...node, addresses: addresses.toSpliced(place, 0, own) };
}

function ipv6Of(node: NodeSpec | undefined): string | undefined {
  return node?.addresses.find(({ address }) => address.includes(':'))?.address;
}

function balancersOf(
  spec: ClusterSpec['loadBalancer'],
  recipe: DualStackRecipe,
  { side, place, version }: Setting,
): ClusterSpec['loadBalancer'] {
  const { balancers, scope, isInPods, apiName, apiServerAddress } = recipe;
  const canBeTried = scope === 'global' && isInPods;
  const isApiServerLikewise = apiName === 'alone' || apiServerAddress !== 'unset';
  if (!canBeTried || isApiServerLikewise) return spec;
  // One that carries TCP only does not answer to its own cluster either, which would tell that it is ready.
  if (spec.kind !== 'address' || spec.tcpOnly || balancers === 'none' || !isCloudPlace(place)) return spec;
  // Chance decides in these which of a name's addresses is dialled: what nodes have of IPv6 then counts, and is not seen.
  const isByChance = version === 'v0.3.2' || version === 'v0.4.0';
  if (spec.domain !== undefined && balancers !== 'alone' && isByChance) return spec;
  const pool = spec.pool.map((_, index) => `${globalPrefix[side]}:b${index + 100}`);
  return { ...spec, ipv6: { pool, place: balancers } };
}

interface Told {
  readonly apiServerAt: string;
  readonly nodeAt: string;
  readonly port: number;
}

function liqoOf(liqo: LiqoSpec, recipe: DualStackRecipe, { apiServerAt, nodeAt, port }: Told): LiqoSpec {
  const address = {
    unset: liqo.apiServerAddress,
    literal: `https://[${apiServerAt}]:${port}`,
    'without-brackets': `${apiServerAt}:${port}`,
    bare: apiServerAt,
  }[recipe.apiServerAddress];
  const common = { ...liqo, ...(address !== undefined && { apiServerAddress: address }) };
  if (!('auth' in common)) return common;
  const service = <Spec extends LiqoServiceSpec>(spec: Spec, isTold: boolean): Spec => ({
    ...spec,
    ...(recipe.hasDualServices && recipe.isInPods && { isDualStack: true }),
    ...(isTold && { overrideAddress: nodeAt }),
  });
  const { version } = common;
  // At the address of a node another port than the node port leads nowhere.
  const { type, nodePort, overridePort = nodePort } = common.gateway;
  const isGatewayTold = recipe.told === 'gateway' && type === 'NodePort' && overridePort === nodePort;
  return {
    ...common,
    auth: service(common.auth, recipe.told === 'auth'),
    gateway: service(common.gateway, isGatewayTold && isV0(version) && readsAnnotations(version)),
  };
}

/** IPv6 as clusters have it that were given it beside IPv4, and sometimes oddly. */
export function randomDualStack(random: Random, place: Place): DualStackRecipe {
  const isCloud = isCloudPlace(place);
  const scope = random.weighted([
    ['global', 3],
    ['unique-local', 1],
  ] as const);
  const isInPods = random.chance(0.7);
  return {
    scope,
    type: 'InternalIP',
    published: 'last',
    isInPods,
    hasDualServices: isInPods && random.chance(0.3),
    // Without IPv6 in pods nobody inside could tell a load balancer that is not ready from one behind a firewall.
    balancers:
      isCloud && isInPods
        ? random.weighted([
            ['none', 2],
            ['first', 1],
            ['last', 1],
            ['alone', 1],
          ] as const)
        : 'none',
    apiName: isCloud
      ? random.weighted([
          ['none', 2],
          ['beside', 2],
          ['alone', 1],
        ] as const)
      : 'none',
    apiServerAddress: random.weighted([
      ['unset', 6],
      ['literal', 2],
      ['without-brackets', 1],
      ['bare', 0.5],
    ] as const),
    isInCertificate: random.chance(0.7),
    told: 'nothing',
  };
}

/** What home routers and firewalls of a site do to IPv6 of their own accord: nothing comes in, or nothing passes at all. */
export function randomIpv6Firewall(random: Random): readonly FirewallRule[] {
  if (random.chance(0.6)) return [];
  const direction = random.weighted([
    ['in', 3],
    ['out', 1],
  ] as const);
  const protocols = random.pick<readonly ('tcp' | 'udp')[]>([['tcp', 'udp'], ['tcp'], ['udp']]);
  return protocols.map((protocol) => ({ direction, protocol, family: 'IPv6', action: 'drop' }) as const);
}
