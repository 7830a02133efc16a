import type { Side } from '../model/peering.js';
import type { Report } from '../model/report.js';
import type { BlockingPlace, Requirement, RequirementStatus } from '../model/requirement.js';
import { formatEndpoint } from './endpoint-text.js';
import { serviceNames } from './report-names.js';
import { type Place, placeOf } from './places.js';

/** The two clusters, what is between them, and every connection that a peering needs: what a picture of a report shows. */
export interface Picture {
  readonly clusters: Readonly<Record<Side, PicturedCluster>>;
  readonly between: 'Internet' | 'LAN' | 'private network';
  readonly connections: readonly PicturedConnection[];
}

export interface PicturedCluster extends Place {
  readonly name: string;
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

/** What there is to draw of a report. Alternatives of which another one is met are not needed. */
export function pictureOf(report: Pick<Report, 'scenario' | 'clusters' | 'requirements'>): Picture {
  const { scenario, clusters, requirements } = report;
  const clusterAt = (side: Side): PicturedCluster => ({
    name: clusters[side].name,
    ...placeOf(scenario, side),
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
