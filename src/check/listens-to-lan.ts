import type { RunPlan } from '../model/run-plan.js';
import type { CheckEnvironment } from './check-request.js';

/** Whether a run listens by mDNS: where its plan says so, on machines that may be in the clusters' own LAN. */
export function listensToLan(
  plan: Pick<RunPlan, 'listensToLan'>,
  environment: Pick<CheckEnvironment, 'listensToLan'>,
): boolean {
  return plan.listensToLan === true && environment.listensToLan === true;
}
