import { isIP } from 'node:net';

import type { InProcessResult } from './in-process-check.js';
import { checkInProcess } from './in-process-check.js';
import type { Situation } from './expected.js';
import { truthOf } from './expected.js';
import { isGlobal } from '../../../src/lab/network/addresses.js';
import { addFirewallRule, addForward } from '../../../src/lab/topology/change-topology.js';
import { isV0 } from '../../../src/lab/topology/liqo-spec.js';
import { lanAddress } from '../../../src/lab/network/machines.js';
import { nodeOfLiqo } from '../../../src/lab/topology/node-roles.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Endpoint, Side } from '../../../src/model/peering.js';
import { peerOf, sides } from '../../../src/model/peering.js';

/**
 * The evidence cannot tell whether a live gateway is reached where two topologies give the same observations and differ
 * in the truth. They are made by passing, or dropping, packets for the gateway's own address and port alone, at every
 * firewall, router and load balancer between the clusters, by a route between their private networks, or by IPv6 addresses
 * that nodes of the sending cluster have, do not publish, and do not share with pods: nothing else, and nothing that any
 * probe meets.
 */
export async function possibleTruths(
  side: Side,
  checked: InProcessResult,
  given: Given,
): Promise<ReadonlySet<boolean>> {
  const { topology } = given.situation;
  const truths = new Set([truthOf(given.situation).services[side].gateway]);
  const withHidden = hiddenIpv6(topology, peerOf(side));
  for (const twin of [withHidden, openToIpv6(withHidden), closedToIpv6(topology, side)]) {
    if (sightOf(await checkInProcess({ ...given.request, topology: twin })) !== sightOf(checked)) continue;
    truths.add(truthOf({ ...given.situation, topology: twin }).services[side].gateway);
  }
  if (topology.clusters[side].liqo === undefined) return truths;
  return new Set([...truths, ...(await withTwinsOfLive(side, checked, given))]);
}

interface Given {
  readonly situation: Situation;
  readonly request: Parameters<typeof checkInProcess>[0];
}

function endpointOf(side: Side, { report }: InProcessResult): Endpoint | undefined {
  const gateway = report.requirements.find(
    ({ service, cluster }) => service === 'gateway' && cluster === side,
  );
  return gateway?.endpoint ?? undefined;
}

async function withTwinsOfLive(
  side: Side,
  checked: InProcessResult,
  { situation, request }: Given,
): Promise<ReadonlySet<boolean>> {
  const truths = new Set<boolean>();
  const endpoint = endpointOf(side, checked);
  if (endpoint === undefined) return truths;
  for (const topology of [
    passing(situation.topology, side, endpoint),
    dropping(situation.topology, side, endpoint),
    // Where no private address of the other cluster was tried, the networks may route to each other.
    { ...passing(situation.topology, side, endpoint), isRouted: true },
    // Where some were, in vain, they may as well, and firewalls pass nothing but this.
    passingAlone(situation.topology, side, endpoint),
  ]) {
    const twin = await checkInProcess({ ...request, topology });
    if (sightOf(twin) !== sightOf(checked)) continue;
    truths.add(truthOf({ ...situation, topology }).services[side].gateway);
  }
  return truths;
}

/** The port of the gateway's Service in v0.x. Source: deployments/liqo/values.yaml@v0.3.2,@v0.10.3. */
const gatewayPort = 5871;

/**
 * Topologies that look the same, in each of which a live gateway is out of reach that is not called met, or a node that is
 * not Ready passes nothing on to the authentication server: nothing may rest on either.
 */
export async function withoutTheUnproven(
  checked: InProcessResult,
  request: Parameters<typeof checkInProcess>[0],
): Promise<readonly Topology[]> {
  const { topology } = request;
  const unproven = checked.report.requirements.filter(
    ({ service, status }) => service === 'gateway' && status !== 'met',
  );
  const dropped = unproven
    .filter(({ cluster }) => {
      const { liqo } = topology.clusters[cluster];
      return liqo !== undefined && isV0(liqo.version);
    })
    .flatMap(({ cluster, endpoint }) => (endpoint === null ? [] : [dropping(topology, cluster, endpoint)]));
  // A load balancer that is repaired for another service is one more way to it.
  const unbalanced = unproven.map(({ cluster }) =>
    addFirewallRule(cluster, { direction: 'in', protocol: 'udp', port: gatewayPort, action: 'drop' })(
      topology,
    ),
  );
  const twins = [...dropped, ...unbalanced, ...sides.flatMap((side) => withoutAbsentNodes(topology, side))];
  const seen = await Promise.all(
    twins.map(async (twin) => sightOf(await checkInProcess({ ...request, topology: twin }))),
  );
  return twins.filter((_, index) => seen[index] === sightOf(checked));
}

function withoutAbsentNodes(topology: Topology, side: Side): Topology[] {
  const { liqo } = topology.clusters[side];
  const port = liqo !== undefined && 'auth' in liqo ? liqo.auth.nodePort : undefined;
  const absent = topology.sites[side].nodes.filter(({ ready }) => ready === false);
  if (port === undefined || absent.length === 0) return [];
  const rules = absent.flatMap(({ addresses }) =>
    addresses.map(({ address }) =>
      addFirewallRule(side, { direction: 'in', protocol: 'tcp', port, address, action: 'drop' }),
    ),
  );
  return [rules.reduce((changed, change) => change(changed), topology)];
}

/** A topology in which the nodes of a cluster have IPv6 addresses that they do not publish: its gateways send by them. */
function hiddenIpv6(topology: Topology, side: Side): Topology {
  const nodes = topology.sites[side].nodes.map((node, index) => ({
    ...node,
    hiddenAddresses: [`2001:db8:${side === 'local' ? 1 : 2}::d${index + 1}`],
  }));
  return { ...topology, sites: { ...topology.sites, [side]: { ...topology.sites[side], nodes } } };
}

function openToIpv6(topology: Topology): Topology {
  const rule = { protocol: 'udp', family: 'IPv6', action: 'accept' } as const;
  const rules = (['in', 'out'] as const).flatMap((direction) =>
    ([{}, { replies: true }] as const).map((reply) => ({ ...rule, ...reply, direction })),
  );
  return sides
    .flatMap((side) => rules.map((one) => addFirewallRule(side, one)))
    .reduce((opened, change) => change(opened), topology);
}

function closedToIpv6(topology: Topology, side: Side): Topology {
  const rule = { direction: 'in', protocol: 'udp', family: 'IPv6', action: 'drop' } as const;
  return addFirewallRule(side, rule)(topology);
}

function passing(topology: Topology, side: Side, endpoint: Endpoint): Topology {
  return addressesOf(topology, endpoint.host).reduce(
    (passed, address) => passingAt(passed, side, { address, port: endpoint.ports[0] ?? 0 }),
    topology,
  );
}

function passingAt(
  topology: Topology,
  side: Side,
  { address, port }: { readonly address: string; readonly port: number },
): Topology {
  const rule = { protocol: 'udp', port, address, action: 'accept' } as const;
  const rules = ([side, peerOf(side)] as const).flatMap((at) =>
    (['in', 'out'] as const).flatMap((direction) =>
      ([{}, { replies: true }] as const).map((reply) =>
        addFirewallRule(at, { ...rule, ...reply, direction }),
      ),
    ),
  );
  const forwarded = forwardsOf(topology, side, port).map((row) => addForward(side, row));
  const opened = [...rules, ...forwarded].reduce((changed, change) => change(changed), topology);
  const cluster = opened.clusters[side];
  const { loadBalancer } = cluster;
  if (loadBalancer.kind !== 'address' || loadBalancer.tcpOnly === undefined) return opened;
  const tcpOnly = loadBalancer.tcpOnly.filter((address) => address !== rule.address);
  const carrying = { ...cluster, loadBalancer: { ...loadBalancer, tcpOnly } };
  return { ...opened, clusters: { ...opened.clusters, [side]: carrying } };
}

/**
 * The private networks route to each other, and firewalls drop whatever takes that way but packets for the gateway: those
 * of the receivers, since what a sender's own firewall refuses it refuses before the Internet would lose it.
 */
function passingAlone(topology: Topology, side: Side, endpoint: Endpoint): Topology {
  const rules = sides.flatMap((at) =>
    privateAddresses(topology, at).flatMap((address) =>
      (['tcp', 'udp'] as const).map((protocol) =>
        addFirewallRule(at, { direction: 'in', protocol, address, action: 'drop' }),
      ),
    ),
  );
  const closed = rules.reduce((changed, change) => change(changed), topology);
  return { ...passing(closed, side, endpoint), isRouted: true };
}

/** Where a network that routes to the other one has machines and load balancers. */
function privateAddresses({ sites, clusters }: Topology, side: Side): readonly string[] {
  const { loadBalancer } = clusters[side];
  const balanced =
    loadBalancer.kind === 'address' ? [...loadBalancer.pool, ...(loadBalancer.ipv6?.pool ?? [])] : [];
  const own = sites[side].nodes.flatMap(({ addresses }) => addresses.map(({ address }) => address));
  return [...own, ...balanced].filter((address) => isIP(address) !== 0 && !isGlobal(address));
}

function forwardsOf(topology: Topology, side: Side, port: number) {
  const { sites, clusters } = topology;
  const { liqo } = clusters[side];
  const node = nodeOfLiqo(sites[side]);
  const worker = node && lanAddress(node);
  if (sites[side].nat?.publicAddress === undefined || worker === undefined) return [];
  if (liqo === undefined || !('gateway' in liqo) || liqo.gateway.nodePort === undefined) return [];
  const targetPort = liqo.gateway.nodePort;
  return [{ protocol: 'udp', publicPort: port, targetAddress: worker, targetPort } as const];
}

function dropping(topology: Topology, side: Side, endpoint: Endpoint): Topology {
  const [port = 0] = endpoint.ports;
  return addressesOf(topology, endpoint.host)
    .map((address) =>
      addFirewallRule(side, { direction: 'in', protocol: 'udp', port, address, action: 'drop' }),
    )
    .reduce((changed, change) => change(changed), topology);
}

/** The addresses of a host name, as the DNS or a load balancer's controller publishes them. */
export function addressesOf({ names, clusters }: Topology, host: string): readonly string[] {
  const record = names.find(({ name }) => name === host);
  if (record !== undefined) return record.addresses;
  for (const { loadBalancer } of Object.values(clusters)) {
    if (loadBalancer.kind !== 'address' || loadBalancer.domain === undefined) continue;
    const ordinal = /^lb-(\d+)\./.exec(host)?.[1];
    if (ordinal !== undefined && host.endsWith(loadBalancer.domain)) {
      const { pool, ipv6 } = loadBalancer;
      const at = [
        ...(ipv6?.place === 'alone' ? [] : [pool[Number(ordinal) - 1]]),
        ipv6?.pool[Number(ordinal) - 1],
      ];
      return at.filter((address) => address !== undefined);
    }
  }
  return [host];
}

/** All that a run saw, as text, but for the probes that are left out. */
export function sightOf({ evidence }: InProcessResult, leftOut: readonly string[] = []): string {
  const seen = evidence.observations
    .filter(({ observation: { id } }) => !leftOut.includes(id))
    .map(({ observation: { id, outcome, cause } }) => [id, outcome, cause]);
  const captured = evidence.captures?.map(({ cluster, arrivals }) => [
    cluster,
    arrivals.map(({ probe, tracked }) => [probe, tracked]),
  ]);
  const arrived = evidence.arrivals.map(({ probe, source }) => [probe, source.replace(/:\d+$/, '')]);
  return JSON.stringify([seen, evidence.standIns, arrived, captured]);
}
