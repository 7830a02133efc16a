import { formatHostPort } from '../../liqo/address-kind.js';
import { isAtLeast } from '../../liqo/release.js';
import type { Observation } from '../../model/observation.js';
import type { Exposure } from '../../model/peering.js';
import { probedAddress } from '../evidence/outcome-text.js';
import { needsForwarding } from './forward.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';
import { plainValues, valuesChange } from './values-change.js';

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
      return plainValues(cluster, { 'apiServer.address': `https://${formatHostPort(host, port)}` }, context);
    }
    // From v0.6 an override leaves the Service as it is; before, the address goes in with the type NodePort.
    return isAtLeast(context.release, 'v0.6.0')
      ? plainValues(
          cluster,
          { 'auth.config.addressOverride': host, 'auth.config.portOverride': String(port) },
          context,
        )
      : valuesChange(cluster, { service, exposure: 'PortForwarding', address: host, port }, context);
  }
}
