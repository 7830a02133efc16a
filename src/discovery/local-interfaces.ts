import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

import { BlockList, isIPv4 } from 'node:net';

/** An interface and address family by which can be searched. */
export interface LocalInterface {
  readonly interface: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Its own address: the source of IPv4 queries. */
  readonly address: string;
}

/** More interfaces than this have only machines that run hundreds of pods; those with IPv4 addresses come first. */
const interfaceLimit = 32;

/**
 * The interfaces by which clusters of the same LAN may be heard: those that have an IPv4 address or an IPv6 address
 * that is more than link-local, since a pod's end of a cable has neither; one entry for each family it has. Loopback is
 * left out. With names given, exactly those.
 *
 * Source: Liqo pkg/discoverymanager/register.go@v0.3.2, `getInterfaces`, which takes all that have IPv4 addresses
 * outside of the pod network.
 */
export function localInterfaces(
  names: readonly string[] = [],
  all: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): readonly LocalInterface[] {
  const found = Object.entries(all)
    .filter(([name, own]) => (names.length > 0 ? names.includes(name) : isSuitable(own ?? [])))
    .flatMap(([name, own]) => entriesOf(name, own ?? []));
  return found
    .toSorted((one, other) => Number(one.family === 'IPv6') - Number(other.family === 'IPv6'))
    .slice(0, interfaceLimit);
}

function isSuitable(own: readonly NetworkInterfaceInfo[]): boolean {
  return own.some(
    ({ family, internal, address }) => !internal && (family === 'IPv4' || !isLinkLocal(address)),
  );
}

function entriesOf(name: string, own: readonly NetworkInterfaceInfo[]): LocalInterface[] {
  const ipv4 = own.find(({ family }) => family === 'IPv4');
  const ipv6 = own.filter(({ family }) => family === 'IPv6');
  const sender = ipv6.find(({ address }) => isLinkLocal(address)) ?? ipv6[0];
  return [
    ...(ipv4 === undefined ? [] : [{ interface: name, family: 'IPv4', address: ipv4.address } as const]),
    ...(sender === undefined ? [] : [{ interface: name, family: 'IPv6', address: sender.address } as const]),
  ];
}

/** fe80::/10 (RFC 4291 §2.5.6). */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/iu.test(address);
}

/** Tells by which interface a sender is a neighbour. */
export type FindNeighbour = (sender: string) => string | undefined;

/** Looks a sender's address up in the networks of this machine's interfaces; `undefined` where it is in none of them. */
export function neighbourFinder(
  all: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): FindNeighbour {
  const networks = Object.entries(all).flatMap(([name, own]) =>
    (own ?? []).flatMap(({ cidr, family }) => networkOf(name, cidr, family)),
  );
  return (sender) => {
    const [address = '', scope] = sender.split('%');
    if (scope !== undefined) return scope;
    return networks.find(({ list }) => list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6'))?.name;
  };
}

function networkOf(name: string, cidr: string | null, family: string) {
  const [network, prefix] = cidr?.split('/') ?? [];
  if (network === undefined || prefix === undefined || isLinkLocal(network)) return [];
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family === 'IPv4' ? 'ipv4' : 'ipv6');
  return [{ name, list }];
}
