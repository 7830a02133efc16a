import { endpointChoiceFor } from '../liqo/endpoint-choice.js';
import type { LiqoRelease } from '../liqo/release.js';
import type { ProbeTask } from '../model/agent-plan.js';

/** The probes with what a gateway of a release makes of a name, where they go in the place of one. */
export function asGatewayDials(probes: readonly ProbeTask[], release: LiqoRelease): ProbeTask[] {
  return probes.map((probe) => {
    switch (probe.kind) {
      case 'stand-in-udp':
        // What tells of the way out does not ask where a gateway would look.
        return probe.purpose === 'source' ? probe : { ...probe, ...endpointChoiceFor(probe.host, release) };
      case 'live-gateway':
      case 'stand-in-wireguard':
      case 'path-mtu':
        return { ...probe, ...endpointChoiceFor(probe.host, release) };
      default:
        return probe;
    }
  });
}
