import { valueOf } from '../../model/fact.js';
import type { Exposure, Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import type { Assessment } from './assessment.js';
import { assessLiveGateway } from './live-gateway.js';
import { assessStandIns } from './stand-in-requirement.js';

/** Whether the peer reaches, or will reach, the gateway of a cluster. The pair's rule is applied afterwards. */
export function assessGateway(
  cluster: Side,
  accepted: readonly Exposure[],
  context: JudgeContext,
): Assessment {
  const { clusters, release, intent } = context;
  if (release.generation !== 'g3') {
    return valueOf(clusters[cluster].liqo.installed) === false
      ? assessStandIns({ cluster, service: 'gateway', accepted }, context)
      : assessLiveGateway(cluster, context);
  }
  const { location, type } = intent.gateway;
  const own = cluster === 'remote' ? 'Provider' : 'Consumer';
  if (location !== undefined && location !== own) {
    return {
      status: 'not-applicable',
      reason: `The gateway server is to run on the other side (--gw-server-service-location ${location}).`,
      endpoint: null,
      configured: null,
      evidence: [],
    };
  }
  if (type === 'ClusterIP') {
    return {
      status: 'unknown',
      reason:
        'A gateway server of type ClusterIP is reached through something that is not known here (--gw-server-service-type ClusterIP).',
      endpoint: null,
      configured: 'ClusterIP',
      evidence: [],
    };
  }
  return assessStandIns({ cluster, service: 'gateway', accepted, type }, context);
}
