import { BlockList, isIP } from 'node:net';

import type {
  V1LabelSelector,
  V1NetworkPolicy,
  V1NetworkPolicyPeer,
  V1NetworkPolicyPort,
} from '@kubernetes/client-node';

/** Which packets of a pod a policy is asked about. */
export type PolicyDirection = 'egress' | 'ingress';

/** A packet that a pod sends, or gets. */
export interface PolicedPacket {
  readonly protocol: 'TCP' | 'UDP';
  /** The destination's. */
  readonly port: number;
  /** The other end's address; absent where it is not known. */
  readonly address?: string | undefined;
}

/**
 * Whether NetworkPolicies let a packet pass; `maybe` where that depends on what cannot be known here, such as the address
 * that a sender has on arrival.
 */
export type Admission = 'yes' | 'maybe' | 'no';

/**
 * The policies of a namespace that hold pods with these labels to what they list, in one direction.
 *
 * SOURCE: Kubernetes docs, "Network Policies", "The two sorts of pod isolation"; API reference, NetworkPolicySpec
 * (`policyTypes`: every policy affects ingress unless it says otherwise, and egress where it has rules for that).
 */
export function isolating(
  policies: readonly V1NetworkPolicy[],
  labels: Readonly<Record<string, string>>,
  direction: PolicyDirection,
): readonly V1NetworkPolicy[] {
  return policies.filter(({ spec }) => {
    if (spec === undefined || !selects(spec.podSelector, labels)) return false;
    const types = spec.policyTypes ?? ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])];
    return types.includes(direction === 'egress' ? 'Egress' : 'Ingress');
  });
}

/** Whether the policies that isolate a pod let a packet pass: one rule of one of them is enough. */
export function admission(
  policies: readonly V1NetworkPolicy[],
  direction: PolicyDirection,
  packet: PolicedPacket,
): Admission {
  const rules = policies.flatMap(({ spec }) =>
    direction === 'egress'
      ? (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to ?? [], ports: ports ?? [] }))
      : (spec?.ingress ?? []).map(({ _from, ports }) => ({ peers: _from ?? [], ports: ports ?? [] })),
  );
  return strongest(
    rules.map(({ peers, ports }) =>
      weakest([
        ports.length === 0 ? 'yes' : strongest(ports.map((port) => admitsPort(port, packet))),
        peers.length === 0 ? 'yes' : strongest(peers.map((peer) => admitsPeer(peer, packet))),
      ]),
    ),
  );
}

function admitsPort({ port, endPort, protocol }: V1NetworkPolicyPort, packet: PolicedPacket): Admission {
  if ((protocol ?? 'TCP') !== packet.protocol) return 'no';
  if (port === undefined) return 'yes';
  // The name of a container's port.
  if (typeof port !== 'number') return 'maybe';
  return packet.port >= port && packet.port <= (endPort ?? port) ? 'yes' : 'no';
}

/** Pods and namespaces are chosen inside of one cluster: the other one has none. */
function admitsPeer({ ipBlock }: V1NetworkPolicyPeer, { address }: PolicedPacket): Admission {
  if (ipBlock === undefined) return 'no';
  // Required by its type, and a server may leave it out all the same.
  const { cidr, except = [] } = ipBlock as { readonly cidr?: string; readonly except?: readonly string[] };
  if (cidr === undefined) return 'maybe';
  if (address === undefined) return isEverything(cidr) && except.length === 0 ? 'yes' : 'maybe';
  return isInside(address, cidr) && !except.some((range) => isInside(address, range)) ? 'yes' : 'no';
}

function isEverything(cidr: string): boolean {
  return cidr === '0.0.0.0/0' || cidr === '::/0';
}

function isInside(address: string, cidr: string): boolean {
  const [network = '', prefix = ''] = cidr.split('/');
  const [family, own] = [isIP(network), isIP(address)];
  const bits = Number(prefix);
  if (family === 0 || family !== own || !/^\d{1,3}$/u.test(prefix) || bits > (family === 4 ? 32 : 128))
    return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, name);
  return list.check(address, name);
}

/** SOURCE: Kubernetes API reference, LabelSelector; an empty or absent one selects everything. */
function selects(selector: V1LabelSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  const isEqual = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  const expressions = selector?.matchExpressions ?? [];
  return (
    isEqual &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isIn = value !== undefined && values.includes(value);
      return operator === 'In' ? isIn : !isIn;
    })
  );
}

const order: readonly Admission[] = ['no', 'maybe', 'yes'];

function strongest(all: readonly Admission[]): Admission {
  return order[Math.max(0, ...all.map((one) => order.indexOf(one)))] ?? 'no';
}

function weakest(all: readonly Admission[]): Admission {
  return order[Math.min(...all.map((one) => order.indexOf(one)))] ?? 'no';
}
