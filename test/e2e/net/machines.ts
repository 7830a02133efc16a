import type { Side } from '../../../src/model/peering.js';

/** The name of a network namespace within one network, such as `local-router`; the real one has a prefix in front. */
export type MachineName = string;

/** A machine: a namespace with interfaces, addresses and routes. */
export interface Machine {
  readonly name: MachineName;
  /** Lines for `ip -batch`, in its namespace, once its interfaces are there. */
  readonly setup: readonly string[];
  /** Whether it passes packets on. */
  readonly isRouter: boolean;
  /** Further kernel settings. */
  readonly settings?: readonly string[];
  /** nft text that holds as long as the network stands. */
  readonly rules?: string;
}

/** A cable between two machines. Names of interfaces have at most 15 letters. */
export interface Cable {
  readonly ends: readonly [MachineEnd, MachineEnd];
}

/** One end of a cable. */
export interface MachineEnd {
  readonly machine: MachineName;
  readonly interface: string;
}

/** What each machine is called. */
export const machineNames = {
  internet: 'internet',
  operator: 'operator',
  router: (side: Side) => `${side}-router`,
  carrier: (side: Side) => `${side}-carrier`,
  apiServer: (side: Side) => `${side}-api`,
  node: (side: Side, index: number) => `${side}-node${index}`,
  pod: (side: Side, address: string) => `${side}-pod-${address}`,
} as const;

/** What each interface is called, by what it leads to. */
export const interfaceNames = {
  /** Of a router: its LAN, a bridge. Of a node or the operator in a LAN: the cable to it. */
  lan: 'lan',
  /** Towards the internet. */
  outside: 'outside',
  /** Of a router: towards the machine of a provided API server. */
  cloud: 'cloud',
  /** Of a router: towards the other site's, where private networks route to each other. */
  peer: 'peer',
  /** Of a carrier's NAT: towards the router. */
  inside: 'inside',
  /** Of a pod: towards its node. */
  pod: 'eth0',
} as const;

/** The address at which every machine finds the next one towards the internet, as link-local ones may be used again. */
export const nextHop = '169.254.0.1';
/** The address of a machine for the one in front of it. */
export const behind = '169.254.0.2';

/** The address at every node of the name server for its pods, as that of Kubernetes' NodeLocal DNSCache. */
export const nodeResolver = '169.254.20.10';

/** What the internet does not carry. Source: RFC 1918, RFC 6598, RFC 3927. */
export const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
];

/** The same as an anonymous set of nft. */
export const privateSet = `{ ${privateRanges.join(', ')} }`;
