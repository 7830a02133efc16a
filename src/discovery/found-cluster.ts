import { isIPv4 } from 'node:net';

import type {
  Announcement,
  ClusterStatus,
  DiscoveryView,
  FoundCluster,
  TriedAddress,
} from '../model/discovery.js';
import { formatHostPort } from '../probe/host-port.js';

/** What a cluster is compared with. */
export interface Expectation {
  /** The ID it is announced by; absent where none is, as in DNS. */
  readonly clusterId?: string | undefined;
  /** The ID of the kubeconfig's own cluster; absent when it is not known. */
  readonly ownClusterId?: string | undefined;
}

/** A verdict on what the addresses of one announcement answered. */
export interface Verdict {
  readonly status: ClusterStatus;
  readonly reason?: string | undefined;
  /** The address that decided it. */
  readonly by?: TriedAddress | undefined;
}

/**
 * What the addresses show, tried one by one. Liqo takes whichever accepts a connection first, IPv4 before IPv6, and
 * believes the ID that it answers with. Source: Liqo pkg/discoverymanager/authData.go, resolve.go@v0.3.2.
 */
export function verdictOn(tried: readonly TriedAddress[], expectation: Expectation): Verdict {
  const answered = inLiqosOrder(tried).filter(({ clusterId }) => clusterId !== undefined);
  const { clusterId: expected, ownClusterId } = expectation;
  const isAsAnnounced = ({ clusterId }: TriedAddress) =>
    expected === undefined || sameId(clusterId, expected);
  const right = answered.find(isAsAnnounced);
  if (right !== undefined) {
    const isOwn = ownClusterId !== undefined && sameId(right.clusterId, ownClusterId);
    if (!isOwn) return { status: 'verified', by: right };
    return { status: 'own', by: right, reason: 'It is the cluster of the kubeconfig.' };
  }
  const [other] = answered;
  if (other !== undefined) {
    const reason = `It is announced as ${expected ?? ''}, and ${other.address} answers as cluster ${other.clusterId ?? ''}.`;
    return { status: 'wrong-cluster', by: other, reason };
  }
  const [stranger] = tried.filter(
    ({ outcome, cause }) =>
      (outcome === 'wrong-service' || outcome === 'tls-failure') && !silences.has(cause ?? ''),
  );
  if (stranger !== undefined) {
    const reason = `What answers at ${stranger.address} is no authentication server of Liqo (${outcomeOf(stranger)}).`;
    return { status: 'not-liqo', by: stranger, reason };
  }
  return { status: 'unreachable', reason: unreachableWords(tried) };
}

/** Causes by which a name server says that a name has no address, and not that it could not say. */
const namesWithout: ReadonlySet<string> = new Set(['nxdomain', 'no-address', 'bad-name']);

/** Causes that tell of no answer, or of half of one, as servers that are too busy give none in time. */
const silences: ReadonlySet<string> = new Set(['accepted-then-silent', 'stalled-answer']);

function unreachableWords(tried: readonly TriedAddress[]): string {
  const [only] = tried;
  if (tried.length === 1 && only?.outcome === 'dns-failure') {
    const { address, cause = 'dns-failure' } = only;
    return namesWithout.has(cause)
      ? `Its host ${address} has no address (${cause}).`
      : `Its host ${address} could not be looked up (${cause}).`;
  }
  const seen = tried.map((each) => `${each.address}: ${outcomeOf(each)}`).join('; ');
  const subject = tried.length === 1 ? 'Its address cannot' : 'None of its addresses can';
  return `${subject} be used from here (${seen}).`;
}

/** The address that Liqo would use first comes first. */
function inLiqosOrder(tried: readonly TriedAddress[]): readonly TriedAddress[] {
  return tried.toSorted((one, other) => Number(isIPv4(other.address)) - Number(isIPv4(one.address)));
}

function sameId(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

function outcomeOf({ outcome, cause }: TriedAddress): string {
  return cause === undefined ? outcome : `${outcome}, ${cause}`;
}

/** What is known of an announced cluster before and after it is tried. */
export interface Trial {
  readonly tried: readonly TriedAddress[];
  readonly verdict?: Verdict | undefined;
  readonly decidedMs?: number | undefined;
}

/** A cluster as mDNS announced it. */
export function foundByMdns(
  announcement: Announcement,
  { tried, verdict, decidedMs }: Trial,
  view: DiscoveryView,
): FoundCluster {
  const { instance, host, port, ttlSeconds, interfaces, state, firstHeardMs } = announcement;
  const { status, reason } =
    state === 'present' ? (verdict ?? undecided(announcement)) : departure(announcement);
  return {
    by: 'mdns',
    view,
    announcedAs: instance,
    status,
    ...(reason !== undefined && { reason }),
    ...answersOf(verdict?.by, port),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    addresses: [...tried],
    interfaces: [...interfaces],
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    heardMs: Math.round(firstHeardMs),
    ...(decidedMs !== undefined && { decidedMs: Math.round(decidedMs) }),
  };
}

/** What the address that decided told of the cluster. */
export function answersOf(
  by: TriedAddress | undefined,
  port: number | undefined,
): Pick<FoundCluster, 'clusterId' | 'clusterName' | 'url'> {
  if (by?.clusterId === undefined || port === undefined) return {};
  return {
    clusterId: by.clusterId,
    ...(by.clusterName !== undefined && { clusterName: by.clusterName }),
    url: `https://${formatHostPort(by.address, port)}`,
  };
}

function undecided({ host, addresses }: Announcement): Verdict {
  if (host === undefined)
    return { status: 'incomplete', reason: 'It has no SRV record, which tells host and port.' };
  if (addresses.length === 0) return { status: 'incomplete', reason: `Its host ${host} has no address.` };
  return { status: 'unchecked', reason: 'There was no time to try it.' };
}

function departure({ state }: Announcement): Verdict {
  switch (state) {
    case 'goodbye':
      return { status: 'gone', reason: 'It has been withdrawn (a record with time to live 0 came).' };
    case 'cut-off':
      return {
        status: 'gone',
        reason: 'The interface by which it was heard is gone from the machine that looks.',
      };
    case 'present':
    case 'expired':
      return { status: 'gone', reason: 'It was not announced again before its time to live was over.' };
  }
}
