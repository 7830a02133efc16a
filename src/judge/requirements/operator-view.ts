import type { Observation } from '../../model/observation.js';
import { peerOf } from '../../model/peering.js';
import { isInternalAddress } from '../evidence/address-scope.js';
import { outcomePhrase, probedAddress, throughProxy } from '../evidence/outcome-text.js';
import type { Assessment } from './assessment.js';
import type { StreamOutcome } from './stream-outcome.js';

/**
 * What a probe from the operator's machine is worth.
 *
 * It shows what answers at an address, hence a wrong service or a certificate for other names. Whether the other
 * cluster's pods reach the address it shows only where the address means the same everywhere; silence and refusals may
 * concern this machine alone.
 */
export function judgeOperatorView(
  outcome: StreamOutcome,
  observation: Observation,
): Pick<StreamOutcome, 'status'> & Pick<Assessment, 'reason'> {
  const where = `${probedAddress(observation)}${throughProxy(observation)}`;
  const pods = `the pods of the ${peerOf(observation.target)} cluster`;
  if (outcome.status === 'unmet' && showsWrongService(observation)) {
    return {
      status: 'unmet',
      reason: `What this machine reaches at ${where} is of no use: ${outcome.text}.`,
    };
  }
  if (outcome.status === 'met') {
    const reached = `This machine reaches ${where}: ${outcome.text}`;
    return isInternalAddress(observation.address ?? observation.host)
      ? { status: 'unknown', reason: `${reached}; that is a private address, and ${pods} were not asked.` }
      : { status: 'met', reason: `${reached}; ${pods} were not asked.` };
  }
  const reason = `This machine does not reach ${where} (${outcomePhrase(observation)}); ${pods} were not asked.`;
  return { status: 'unknown', reason };
}

function showsWrongService({ outcome, cause }: Observation): boolean {
  if (outcome === 'wrong-service' || outcome === 'wrong-cluster' || outcome === 'open') return true;
  return outcome === 'tls-failure' && (cause === 'wrong-name' || cause === 'expired');
}
