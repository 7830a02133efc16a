import type { Side } from '../model/peering.js';
import type { Report } from '../model/report.js';
import type { BlockingPlace, Requirement, RequirementStatus } from '../model/requirement.js';
import { formatEndpoint } from './endpoint-text.js';
import { serviceNames } from './report-names.js';

/** The two clusters, what is between them, and every connection that a peering needs: what a picture of a report shows. */
export interface Picture {
  readonly clusters: Readonly<Record<Side, PicturedCluster>>;
  readonly between: 'Internet' | 'LAN' | 'private network';
  readonly connections: readonly PicturedConnection[];
}

export interface PicturedCluster {
  readonly name: string;
  /** `undefined` where the scenario leaves it open. */
  readonly place?: 'cloud' | 'on premises' | undefined;
  readonly isBehindNat: boolean;
}

/** One requirement as an arrow. */
export interface PicturedConnection {
  readonly service: string;
  readonly from: Side;
  readonly to: Side;
  readonly state: ConnectionState;
  /** Where it leads; absent when Liqo would advertise nothing. */
  readonly endpoint?: string | undefined;
  /** Where packets are stopped; absent where more than one place may be it. */
  readonly stoppedAt?: PicturedObstacle | undefined;
}

/** `unneeded`: nothing depends on it. */
export type ConnectionState = 'works' | 'blocked' | 'unknown' | 'unneeded';

export interface PicturedObstacle {
  readonly side: Side;
  readonly what: string;
}

const states: Readonly<Record<RequirementStatus, ConnectionState>> = {
  met: 'works',
  unmet: 'blocked',
  unknown: 'unknown',
  skipped: 'unknown',
  'not-applicable': 'unneeded',
};

const obstacles: Readonly<Record<BlockingPlace['at'], string>> = {
  egress: 'outgoing firewall',
  ingress: 'incoming firewall',
  'load-balancer': 'load balancer',
  'nat-device': 'NAT router',
  'reply-path': 'way back',
  'unrouted-address': 'no route to this address',
};

type Places = Readonly<Record<'a' | 'b', Omit<PicturedCluster, 'name'>>>;

const cloud = { place: 'cloud', isBehindNat: false } as const;
const premises = { place: 'on premises', isBehindNat: false } as const;
const behindNat = { place: 'on premises', isBehindNat: true } as const;
const anywhere = { isBehindNat: false } as const;

/** Where the clusters of each scenario are. Source: the requirement matrix, columns A and B. */
const placesByScenario: Readonly<Record<Report['scenario']['id'], Places>> = {
  'cloud-to-cloud': { a: cloud, b: cloud },
  'onprem-to-cloud': { a: premises, b: cloud },
  'onprem-nat-to-cloud': { a: behindNat, b: cloud },
  'same-lan': { a: premises, b: premises },
  'onprem-to-onprem': { a: premises, b: premises },
  'onprem-nat-to-onprem': { a: behindNat, b: premises },
  'nat-to-nat': { a: behindNat, b: behindNat },
  'routed-private': { a: anywhere, b: anywhere },
  'cloud-private': { a: cloud, b: anywhere },
};

/** What there is to draw of a report. Alternatives of which another one is met are not needed. */
export function pictureOf(report: Pick<Report, 'scenario' | 'clusters' | 'requirements'>): Picture {
  const { scenario, clusters, requirements } = report;
  const places = placesByScenario[scenario.id];
  const clusterAt = (side: Side): PicturedCluster => ({
    name: clusters[side].name,
    ...places[scenario.a === side ? 'a' : 'b'],
  });
  const isSpared = ({ group, status }: Requirement): boolean =>
    group !== undefined &&
    status !== 'met' &&
    requirements.some((other) => other.group === group && other.status === 'met');
  return {
    clusters: { local: clusterAt('local'), remote: clusterAt('remote') },
    between: betweenOf(scenario.id),
    connections: requirements.map((requirement) => connectionOf(requirement, isSpared(requirement))),
  };
}

function betweenOf(id: Report['scenario']['id']): Picture['between'] {
  if (id === 'same-lan') return 'LAN';
  return id === 'routed-private' ? 'private network' : 'Internet';
}

function connectionOf(requirement: Requirement, isSpared: boolean): PicturedConnection {
  const { service, from, cluster, status, endpoint, blocker } = requirement;
  const state = isSpared ? 'unneeded' : states[status];
  // Of several places a picture cannot say which; the reason of the requirement tells them all.
  const [place, ...others] = blocker?.confidence === 'high' ? blocker.places : [];
  return {
    service: serviceNames[service],
    from,
    to: cluster,
    state,
    endpoint: endpoint === null ? undefined : formatEndpoint(endpoint),
    stoppedAt:
      place === undefined || others.length > 0 || state !== 'blocked'
        ? undefined
        : { side: place.cluster, what: obstacles[place.at] },
  };
}
