import { installDefaults } from '../../liqo/install-defaults.js';
import { valueOf } from '../../model/fact.js';
import type { Alternative, Prescription } from '../../model/prescription.js';
import { groupStatus } from '../requirements/gateway-group.js';
import type { AssessedService } from '../requirements/requirements.js';
import { standInOptions } from '../requirements/stand-in-option.js';
import { serviceTypeFor, giveAddress, isOnlyInside, needsLoadBalancer } from './expose-anew.js';
import { canGoInBand, canGoInBandLater, goInBand, inBandAlternative, inBandLater } from './in-band.js';
import type { PrescribeContext } from './prescribe-context.js';
import { prescribeGatewayServer } from './prescribe-gateway-server.js';
import { prescribeLiveGateway } from './prescribe-live-gateway.js';
import { prescribeStream, type UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';
import { toPrescription } from './to-prescription.js';
import { valuesChange } from './values-change.js';
import { needsForwarding } from './forward.js';
import { forwardWithValues } from './forward-stream.js';
import { openStandIn } from './open-stand-in.js';
import { isInternalAddress } from '../evidence/address-scope.js';
import { isOverInternet } from '../judge-context.js';

/** What makes an unmet requirement met; `undefined` for any other. */
export function prescribe(service: AssessedService, context: PrescribeContext): Prescription | undefined {
  if (service.status !== 'unmet') return undefined;
  // The words are those of the cluster's own release, which may differ from the other one's.
  const own = { ...context, release: context.releases[service.cluster] };
  return toPrescription(remedyFor(service, own), own);
}

function remedyFor(service: AssessedService, context: PrescribeContext): Remedy {
  if (service.service === 'gateway') {
    return context.release.generation === 'g3'
      ? prescribeGatewayServer(service, context)
      : prescribeOldGateway(service, context);
  }
  const unmet: UnmetStream = { ...service, service: service.service };
  const remedy = isToBeInstalled(unmet, context)
    ? atInstallation(unmet, context)
    : prescribeStream(unmet, context);
  if (canGoInBandLater(unmet, context)) return alsoBy(remedy, inBandLater);
  if (!canGoInBand(unmet, context)) return remedy;
  // In v0.x the mode asked for is kept; in v1.x in-band is one flag, which is cheaper than any change of a cluster.
  if (context.release.generation === 'g3') return goInBand(remedy, context);
  return alsoBy(remedy, inBandAlternative(context));
}

function alsoBy(remedy: Remedy, alternative: Alternative): Remedy {
  return { ...remedy, alternatives: [...(remedy.alternatives ?? []), alternative] };
}

function prescribeOldGateway(unmet: AssessedService, context: PrescribeContext): Remedy {
  const gateways = context.assessed.filter(({ group }) => group === 'gateway');
  const isAbsent = valueOf(context.clusters[unmet.cluster].liqo.installed) === false;
  const opened = isAbsent ? openedStandIn(unmet, context) : undefined;
  const remedy = opened ?? prescribeLiveGateway(unmet, context);
  const isPairUnmet = groupStatus(gateways.map(({ status }) => status)) === 'unmet';
  if (!isPairUnmet || remedy.namesPeer === true) return remedy;
  const other = gateways.find(({ cluster }) => cluster !== unmet.cluster);
  const alternative = {
    summary: `Make the gateway of the ${other?.cluster ?? 'other'} cluster reachable instead: one of the two suffices.`,
    commands: [],
  };
  return alsoBy(remedy, alternative);
}

function isToBeInstalled({ service, cluster }: UnmetStream, { clusters }: PrescribeContext): boolean {
  return service === 'auth' && valueOf(clusters[cluster].liqo.installed) === false;
}

/** No stand-in for the authentication server was reached: how to install it so that it will be. */
function atInstallation(unmet: UnmetStream, context: PrescribeContext): Remedy {
  const { service, cluster, configured } = unmet;
  if (needsForwarding(service, cluster, context)) return forwardWithValues(unmet, context);
  if (isBalancerUseless(unmet, context) && needsLoadBalancer(cluster, context)) {
    return giveAddress('the authentication server', { cluster, context });
  }
  const blocked = openedStandIn(unmet, context);
  if (blocked !== undefined) return blocked;
  const exposure = serviceTypeFor('auth', { cluster, configured }, context);
  if (exposure === undefined) return giveAddress('the authentication server', { cluster, context });
  return {
    exposure,
    summary: `Install Liqo with the authentication server of the ${cluster} cluster as a ${exposure}.`,
    changes: [valuesChange(cluster, { service, exposure }, context)],
  };
}

/** Whether a load balancer would be the Service's by itself, and gave its stand-in no address that the peer can dial. */
function isBalancerUseless(
  { service, cluster, configured }: UnmetStream,
  context: PrescribeContext,
): boolean {
  if (service !== 'auth' || configured !== 'LoadBalancer') return false;
  const tried = standInOptions(cluster, service, context).find(
    ({ standIn }) => standIn.exposure === 'LoadBalancer',
  );
  const host = tried?.decisive?.address ?? tried?.endpoint?.host;
  return tried !== undefined && (host === undefined || isOnlyInside(host, context));
}

/** A stand-in at an address that means something to the peer was blocked: let packets through, and install it there. */
function openedStandIn(unmet: AssessedService, context: PrescribeContext): Remedy | undefined {
  const { service, cluster } = unmet;
  if (service === 'apiServer') return undefined;
  const tried = standInOptions(cluster, service, context).find(
    ({ endpoint, decisive }) =>
      endpoint !== null &&
      decisive !== undefined &&
      decisive.outcome !== 'dns-failure' &&
      !(isOverInternet(context) && isInternalAddress(decisive.address ?? endpoint.host)),
  );
  if (tried === undefined || tried.endpoint === null) return undefined;
  const { endpoint } = tried;
  const { exposure } = tried.standIn;
  const remedy = openStandIn(unmet, tried, context);
  if (remedy === undefined) return undefined;
  // A load balancer listens on the Service's own port; a node port has to stay the one that is opened.
  const nodePort = exposure === 'NodePort' ? endpoint.ports[0] : undefined;
  const { serviceType } = installDefaults(context.clusters[cluster].platform.provider, context.release);
  if (exposure === serviceType && nodePort === undefined) return remedy;
  const values = valuesChange(cluster, { service, exposure, nodePort }, context);
  return { ...remedy, changes: [...remedy.changes, values] };
}
