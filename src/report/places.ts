import type { Side } from '../model/peering.js';
import type { Report } from '../model/report.js';

/** Where a cluster is. */
export interface Place {
  /** `undefined` where the scenario leaves it open. */
  readonly place?: 'cloud' | 'on premises' | undefined;
  readonly isBehindNat: boolean;
}

type Places = Readonly<Record<'a' | 'b', Place>>;

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

/** Where a cluster is by the scenario of a report. */
export function placeOf({ id, a }: Report['scenario'], side: Side): Place {
  return placesByScenario[id][a === side ? 'a' : 'b'];
}

/** The same in words, such as `on premises behind NAT`. */
export function placeWords({ place, isBehindNat }: Place): string {
  if (place === undefined) return 'elsewhere';
  return `${place === 'cloud' ? 'in a cloud' : place}${isBehindNat ? ' behind NAT' : ''}`;
}
