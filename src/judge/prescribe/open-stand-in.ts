import { nodeAddresses } from '../evidence/own-addresses.js';
import { endpointText } from '../evidence/outcome-text.js';
import type { AssessedService } from '../requirements/requirements.js';
import type { StandInOption } from '../requirements/stand-in-option.js';
import { openTheWay } from './open-the-way.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { Remedy } from './remedy.js';

/**
 * What lets the peer reach a service that does not exist yet, where packets to its stand-in are stopped; `undefined` when
 * the stand-in got no address.
 *
 * The load balancer of a stand-in goes away with it, and that of Liqo's own Service gets another address: its port is
 * opened at all load balancers of the cluster.
 */
export function openStandIn(
  unmet: AssessedService,
  { standIn, endpoint, decisive }: StandInOption,
  context: PrescribeContext,
): Remedy | undefined {
  if (endpoint === null) return undefined;
  const { exposure, cluster } = standIn;
  const blocked = { ...unmet, configured: exposure, decisive };
  if (exposure !== 'LoadBalancer' || keepsAddress(unmet, endpoint.host, context)) {
    return openTheWay(blocked, endpointText(endpoint), context);
  }
  const protocol = unmet.service === 'gateway' ? 'UDP' : 'TCP';
  const where = `${protocol} port ${endpoint.ports[0] ?? 0} of the load balancers of the ${cluster} cluster`;
  const { changes, ...remedy } = openTheWay(blocked, where, context);
  const note = `The stand-in's was at ${endpoint.host}; that of Liqo gets an address of its own.`;
  return { ...remedy, changes: changes.map((one) => ({ ...one, words: `${one.words} ${note}` })) };
}

/** Whether Liqo's own load balancer will be where that of the stand-in was: at its nodes, or where flags say. */
function keepsAddress(
  { service, cluster }: AssessedService,
  host: string,
  { clusters, intent }: PrescribeContext,
): boolean {
  const { clientAddress, loadBalancerIp } = intent.gateway;
  const told = service === 'gateway' ? [clientAddress, loadBalancerIp] : [];
  return [...nodeAddresses(clusters[cluster]), ...told].includes(host);
}
