import type { PeeringIntent, ScenarioId, ServiceId } from '../model/peering.js';
import type { LiqoRelease } from './release.js';
import { type MatrixCell, requirementMatrix } from './requirement-matrix.js';
import { requiredServices } from './required-services.js';

/** Of which of the two clusters a service must be reachable. */
export type Need = 'both' | 'provider' | 'one-of-two' | 'none';

/** What one release asks of one service in one scenario. */
export interface ReleaseRow {
  readonly service: ServiceId;
  readonly need: Need;
  /** Why, in one sentence. */
  readonly reason: string;
  readonly a: MatrixCell;
  readonly b: MatrixCell;
}

/**
 * The rows of the matrix that a release has, in the order of reports; a service that the release does not have has no
 * row. Which of A and B is the provider, the matrix does not know: in a check it is the remote cluster.
 */
export function matrixRows(
  scenario: ScenarioId,
  { generation }: LiqoRelease,
  peering: PeeringIntent['peering'],
): readonly ReleaseRow[] {
  const entries = requiredServices(generation, peering, false);
  const services = [...new Set(entries.map(({ service }) => service))];
  return services.map((service): ReleaseRow => {
    const own = entries.filter((entry) => entry.service === service);
    const required = own.filter(({ applicability }) => applicability === 'required');
    const reason = (required[0] ?? own[0])?.reason ?? '';
    return { service, need: needOf(required), reason, ...requirementMatrix[scenario][service] };
  });
}

function needOf(required: ReturnType<typeof requiredServices>): Need {
  if (required.some(({ group }) => group === 'gateway')) return 'one-of-two';
  if (required.length === 0) return 'none';
  return required.length === 1 ? 'provider' : 'both';
}
