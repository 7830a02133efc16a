import { requirementMatrix } from '../../liqo/requirement-matrix.js';
import type { Finding, FindingStatus } from '../../model/finding.js';
import type { Prescription } from '../../model/prescription.js';
import type { ServiceId, Side } from '../../model/peering.js';
import type { RequirementStatus } from '../../model/requirement.js';
import { columnOf } from '../judge-context.js';
import { podsRanCode } from '../requirements/absence.js';
import { makeFinding, negativeStatus, type FindingCode } from './finding.js';
import type { PrescribedService, RuleContext } from './rule-context.js';

/** The codes that every service has, by what they say. */
interface ServiceCodes {
  readonly advertised: FindingCode;
  readonly reached: FindingCode;
  readonly exposure: FindingCode;
}

const codes: Readonly<Record<ServiceId, ServiceCodes>> = {
  auth: { advertised: 'LD-AUTH-001', reached: 'LD-AUTH-002', exposure: 'LD-AUTH-003' },
  apiServer: {
    advertised: 'LD-API-001',
    reached: 'LD-API-002',
    exposure: 'LD-API-005',
  },
  gateway: { advertised: 'LD-GW-001', reached: 'LD-GW-002', exposure: 'LD-GW-003' },
};

/** Whether a service exists before peering, so that something can be advertised for it. */
function isAdvertised(service: ServiceId, cluster: Side, { release, clusters }: RuleContext): boolean {
  const { installed } = clusters[cluster].liqo;
  if (service === 'apiServer') return true;
  return release.generation !== 'g3' && !(installed.known && !installed.value);
}

/** LD-AUTH-001, LD-API-001, LD-GW-001: Liqo has something to advertise. */
export function servicesAreAdvertised(context: RuleContext): readonly Finding[] {
  return context.requirements
    .filter(({ service, cluster }) => isAdvertised(service, cluster, context))
    .map(({ service, cluster, status, prescription }) => {
      const code = codes[service].advertised;
      const { determinate, endpoint, reason } = context.advertised[cluster][service];
      const parts = { service, cluster, endpoint, ...remedyIn(prescription) };
      if (endpoint !== null) return makeFinding(code, { ...parts, status: 'pass' });
      if (!determinate) return makeFinding(code, { ...parts, status: 'unknown', reason });
      // A service that this mode or direction does not need may go without an address.
      return status === 'not-applicable'
        ? makeFinding(code, { ...parts, status: 'skip', reason })
        : makeFinding(code, { ...parts, status: negativeStatus(code), reason });
    });
}

/** The general remedy names the prescription, which a requirement that is not known to be unmet does not have. */
function remedyIn(prescription: Prescription | undefined): { readonly remedy: string | null } {
  return { remedy: prescription?.summary ?? null };
}

const statusOf: Readonly<Record<RequirementStatus, FindingStatus>> = {
  met: 'pass',
  unmet: 'fail',
  unknown: 'unknown',
  'not-applicable': 'skip',
  skipped: 'skip',
};

/** LD-AUTH-002, LD-API-002, LD-GW-002: each service is reachable from the other cluster. */
export function servicesAreReached(context: RuleContext): readonly Finding[] {
  return context.requirements.map((requirement) => {
    const { service, cluster, from, endpoint, evidence, status, reason, prescription } = requirement;
    const dependsOn = [
      ...(isAdvertised(service, cluster, context) ? [codes[service].advertised] : []),
      ...(status === 'skipped' ? [podsRanCode] : []),
    ];
    return makeFinding(codes[service].reached, {
      status: statusOf[status],
      reason,
      service,
      cluster,
      from,
      endpoint,
      dependsOn,
      evidence,
      ...remedyIn(prescription),
    });
  });
}

/** LD-AUTH-003, LD-API-005, LD-GW-003: what works is exposed as the matrix row names it. */
export function exposuresFit(context: RuleContext): readonly Finding[] {
  return context.requirements
    .filter(({ status, configured }) => status === 'met' && configured !== null)
    .map((requirement) => exposureFinding(requirement, context));
}

function exposureFinding(
  { service, cluster, configured, accepted }: PrescribedService,
  context: RuleContext,
): Finding {
  const code = codes[service].exposure;
  if (configured === null || accepted.includes(configured))
    return makeFinding(code, { status: 'pass', service, cluster });
  const cell = requirementMatrix[context.scenario.id][service][columnOf(cluster, context)];
  const reason = `It is reachable as ${configured}, but ${context.scenario.id} asks for ${accepted.join(' or ')}: ${cell.rationale}`;
  return makeFinding(code, { status: 'warn', service, cluster, reason });
}

/** LD-GW-004: a live gateway was proven itself, not by a sibling. */
export function gatewaysAreProven({ requirements }: RuleContext): readonly Finding[] {
  const code = 'LD-GW-004';
  return requirements
    .filter(
      ({ service, assurance }) =>
        service === 'gateway' && (assurance === 'sibling' || assurance === 'proven'),
    )
    .map(({ cluster, assurance, reason, evidence }) =>
      assurance === 'proven'
        ? makeFinding(code, { status: 'pass', service: 'gateway', cluster, evidence })
        : makeFinding(code, { status: 'warn', service: 'gateway', cluster, reason, evidence }),
    );
}
