import { isIPv6 } from 'node:net';

import { reservingServices } from '../../../src/lab/random/build-load-balancer.js';
import { addFirewallRule, addForward } from '../../../src/lab/topology/change-topology.js';
import type { ClusterSpec } from '../../../src/lab/topology/cluster-spec.js';
import { addressPool } from '../../../src/lab/topology/managed-cloud.js';
import type { ForwardRule, NodeSpec } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import type { Situation } from './expected.js';
import { addressesOf } from './twins.js';

/** What an operator does to a situation. */
export type Deed = (situation: Situation) => Situation;

/** Words that nobody can carry out, or that this reader does not understand. */
export class NotCarriedOut extends Error {}

const placeholder = '<your public address>';

/** What an operator finds for the placeholder: the address that the Internet sees. */
function publicAddress(side: Side, { topology }: Situation): string {
  const { nat } = topology.sites[side];
  const address = nat?.outer?.publicAddress ?? nat?.publicAddress;
  if (address === undefined) throw new NotCarriedOut(`there is no router in front of the ${side} cluster`);
  return address;
}

/** A text with the placeholder filled in. */
export function filledIn(text: string, side: Side, situation: Situation): string {
  return text.includes(placeholder) ? text.replaceAll(placeholder, publicAddress(side, situation)) : text;
}

/** A situation in which one cluster is changed. */
export function onCluster(
  situation: Situation,
  side: Side,
  change: (cluster: ClusterSpec) => ClusterSpec,
): Situation {
  const { topology } = situation;
  const clusters = { ...topology.clusters, [side]: change(topology.clusters[side]) };
  return { ...situation, topology: { ...topology, clusters } };
}

/** The router's own row; a row for its port that leads to the same node port serves as well, whichever node it names. */
export function forwardRow(side: Side, host: string, row: ForwardRule): Deed {
  return (situation) => {
    const outside = publicAddress(side, situation);
    if (filledIn(host, side, situation) !== outside) {
      throw new NotCarriedOut(`the router's address is ${outside}, not ${host}`);
    }
    if (hasRow(situation, side, row) && isLedToRouter(situation, side, row)) return situation;
    return { ...situation, topology: addForward(side, row)(situation.topology) };
  };
}

/** Whether an outer router of the same people, where there is one, has a row for that port as well. */
function isLedToRouter({ topology }: Situation, side: Side, { protocol, publicPort }: ForwardRule): boolean {
  const { outer, publicAddress } = topology.sites[side].nat ?? {};
  return (
    outer?.forwards === undefined ||
    outer.forwards.some(
      (one) =>
        one.protocol === protocol && one.publicPort === publicPort && one.targetAddress === publicAddress,
    )
  );
}

function hasRow({ topology }: Situation, side: Side, row: ForwardRule): boolean {
  const { nat, nodes } = topology.sites[side];
  return (nat?.forwards ?? []).some(
    ({ protocol, publicPort, targetAddress, targetPort }) =>
      protocol === row.protocol &&
      publicPort === row.publicPort &&
      targetPort === row.targetPort &&
      nodes.some(({ addresses }) => addresses.some(({ address }) => address === targetAddress)) &&
      targetPort !== topology.clusters[side].apiServer.port,
  );
}

/** A certificate of the API server that names a host too. */
export function nameInCertificate(side: Side, name: string): Deed {
  return (situation) =>
    onCluster(situation, side, (cluster) => {
      const { certificateNames } = cluster.apiServer;
      const names = [...certificateNames, filledIn(name, side, situation)];
      return { ...cluster, apiServer: { ...cluster.apiServer, certificateNames: names } };
    });
}

/** A controller that works; its addresses are public where the cluster's nodes can have such. */
export function repairLoadBalancers(side: Side): Deed {
  return (situation) => {
    const { lan, nat } = situation.topology.sites[side];
    const isCloud = situation.topology.clusters[side].apiServer.place === 'provided';
    const prefix = isCloud ? (nat?.publicAddress ?? '') : lan.subnet;
    const pool = addressPool(prefix.split('.').slice(0, 3).join('.'));
    const half = pool.filter((_, index) => (side === 'local' ? index < 15 : index >= 15));
    const loadBalancer = { kind: 'address', pool: half, reserves: reservingServices } as const;
    return onCluster(situation, side, (one) => ({ ...one, loadBalancer }));
  };
}

/** A name server that answers for a name. */
export function answerFor(name: string): Deed {
  return (situation) => {
    const { topology } = situation;
    if (!topology.names.some((record) => record.name === name && record.code !== undefined)) {
      throw new NotCarriedOut(`the name server of ${name} works`);
    }
    const names = topology.names.map(({ code, ...record }) =>
      code === undefined || record.name === name ? record : { ...record, code },
    );
    return { ...situation, topology: { ...topology, names } };
  };
}

/** Nodes whose IPv4 addresses come before IPv6 ones of the same type. */
export function publishIpv4First(side: Side): Deed {
  return (situation) =>
    onNodes(situation, side, (node) => ({
      ...node,
      addresses: node.addresses.toSorted(
        (one, other) => Number(isIPv6(one.address)) - Number(isIPv6(other.address)),
      ),
    }));
}

/** Pods with IPv6, and nodes with a global address that they send by. */
export function giveIpv6(side: Side): Deed {
  return (situation) => {
    const dual = onCluster(situation, side, (cluster) => ({ ...cluster, podFamilies: ['IPv4', 'IPv6'] }));
    return onNodes(dual, side, (node, index) => {
      const address = `2001:db8:${side === 'local' ? 1 : 2}::e${index + 1}`;
      return { ...node, addresses: [...node.addresses, { type: 'InternalIP', address }] };
    });
  };
}

function onNodes(
  situation: Situation,
  side: Side,
  change: (node: NodeSpec, index: number) => NodeSpec,
): Situation {
  const { topology } = situation;
  const site = topology.sites[side];
  const nodes = site.nodes.map(change);
  return {
    ...situation,
    topology: { ...topology, sites: { ...topology.sites, [side]: { ...site, nodes } } },
  };
}

/** Load balancers that carry UDP as well. */
export function carryUdp(side: Side): Deed {
  return (situation) =>
    onCluster(situation, side, (cluster) => {
      const { loadBalancer } = cluster;
      if (loadBalancer.kind !== 'address') return cluster;
      return { ...cluster, loadBalancer: { ...loadBalancer, tcpOnly: [] } };
    });
}

/** What passes firewalls, out of which cluster and into which. */
export interface Opening {
  readonly protocol: 'tcp' | 'udp';
  /** `undefined` for whatever address a load balancer of the cluster may get. */
  readonly host: string | undefined;
  readonly port: number;
  readonly outOf: Side;
  readonly into: Side;
  /** Replies from the port, not packets to it. */
  readonly isReply: boolean;
}

/** Lets packets to a port, or replies from it, pass the firewalls of both sites. */
export function openFirewalls({ protocol, host, port, outOf, into, isReply }: Opening): Deed {
  const common = { protocol, port, action: 'accept', ...(isReply && { replies: true }) } as const;
  return (situation) => {
    const open = (topology: Topology): Topology => {
      const side = isReply ? outOf : into;
      const addresses =
        host === undefined ? loadBalancerAddresses(topology, side) : addressesOf(topology, host);
      return addresses
        .map((address) => ({ ...common, address }))
        .flatMap((rule) => [
          addFirewallRule(outOf, { ...rule, direction: 'out' }),
          addFirewallRule(into, { ...rule, direction: 'in' }),
        ])
        .reduce((changed, change) => change(changed), topology);
    };
    return { ...situation, topology: open(situation.topology) };
  };
}

/** Every address that a load balancer of a cluster may get. */
function loadBalancerAddresses({ clusters, sites }: Topology, side: Side): readonly string[] {
  const { loadBalancer } = clusters[side];
  if (loadBalancer.kind === 'address') return [...loadBalancer.pool, ...(loadBalancer.ipv6?.pool ?? [])];
  return sites[side].nodes.flatMap(({ addresses }) => addresses.map(({ address }) => address));
}
