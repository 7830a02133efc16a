import { formatHostPort } from '../../liqo/address-kind.js';
import { authAdvertisedAt } from '../../liqo/words/auth-exposure-values.js';
import { named, valueNames } from '../../liqo/words/value-names.js';
import type { Observation } from '../../model/observation.js';
import type { Exposure } from '../../model/peering.js';
import { probedAddress } from '../evidence/outcome-text.js';
import { needsForwarding } from './forward.js';
import { leadsThere } from './open-candidate.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';
import { withoutSettled } from './settled-values.js';
import { plainValues, setValues } from './values-change.js';

/** The service answers at another address already: only Liqo has to be told. */
export function advertiseElsewhere(
  unmet: UnmetStream,
  candidate: Observation,
  context: PrescribeContext,
): Remedy {
  const { service, cluster, configured } = unmet;
  const { host, port } = candidate;
  const exposure: Exposure = needsForwarding(service, cluster, context)
    ? 'PortForwarding'
    : (configured ?? 'PublicAddress');
  const summary = `Make Liqo advertise ${probedAddress(candidate)}, which the peer reaches already.`;
  return { exposure, summary, changes: [change()] };

  function change(): Remedy['changes'][number] {
    if (service === 'apiServer') {
      const { apiServerAddress } = valueNames(context.release);
      return plainValues(cluster, named(apiServerAddress, `https://${formatHostPort(host, port)}`), context);
    }
    const words = authAdvertisedAt(context.release, {
      address: leadsThere(unmet, host) ? undefined : host,
      port,
    });
    const values = withoutSettled(words.values, { cluster, service }, context);
    return setValues(cluster, { ...words, values }, context);
  }
}
