import type { StandIn } from '../model/run-evidence.js';
import type { RunPlan } from '../model/run-plan.js';

/** The stand-ins that the plan left out, with why. */
export function notRaisedStandIns(plan: RunPlan): StandIn[] {
  return plan.notRaised.map(({ cluster, service, exposure, reason }) => ({
    cluster,
    service,
    exposure,
    status: 'not-raised',
    reason,
  }));
}
