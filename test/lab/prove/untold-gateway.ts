import type { Side } from '../../../src/model/peering.js';
import { isAssuredAlone } from './assurance.js';
import type { InProcessResult } from './in-process-check.js';
import { possibleTruths } from './twins.js';

/** Whether a gateway is unknown, or met by no proof of the whole way, and may work or not without anything else being seen. */
export async function isGatewayUntold(
  side: Side,
  checked: InProcessResult,
  at: Parameters<typeof possibleTruths>[2],
): Promise<boolean> {
  const isOpen = checked.report.requirements.some(
    (one) =>
      one.service === 'gateway' &&
      one.cluster === side &&
      (one.status === 'unknown' || (one.status === 'met' && isAssuredAlone(one, checked))),
  );
  return isOpen && (await possibleTruths(side, checked, at)).size === 2;
}

/** Whether every gateway that is unknown may work or not without anything else being seen. */
export async function cannotBeTold(
  checked: InProcessResult,
  at: Parameters<typeof possibleTruths>[2],
): Promise<boolean> {
  const unknown = checked.report.requirements.filter(({ status }) => status === 'unknown');
  for (const { service, cluster } of unknown) {
    if (service !== 'gateway' || (await possibleTruths(cluster, checked, at)).size < 2) return false;
  }
  return true;
}
