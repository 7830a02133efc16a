import { requirementMatrix } from '../../liqo/requirement-matrix.js';
import { requiredServices, type RequiredService } from '../../liqo/required-services.js';
import { valueOf } from '../../model/fact.js';
import type { Exposure, ServiceId, Side } from '../../model/peering.js';
import { columnOf, type JudgeContext } from '../judge-context.js';
import type { Assessment } from './assessment.js';
import { applyGatewayGroup } from './gateway-group.js';
import { assessGateway } from './gateway-requirement.js';
import { withBlocker } from './name-blocker.js';
import { assessStandIns } from './stand-in-requirement.js';
import { assessStream } from './stream-requirement.js';

/** A required service with what was decided of it. */
export interface AssessedService extends Assessment {
  readonly service: ServiceId;
  readonly cluster: Side;
  readonly from: Side;
  readonly accepted: readonly Exposure[];
  readonly group?: 'gateway' | undefined;
}

/** The exposures that the scenario accepts for a service of a cluster. */
export function acceptedExposures(
  service: ServiceId,
  cluster: Side,
  context: Pick<JudgeContext, 'scenario'>,
): readonly Exposure[] {
  return requirementMatrix[context.scenario.id][service][columnOf(cluster, context)].accepted;
}

/** Every service that this generation knows, with its status after the rule of the gateway pair. */
export function assessServices(context: JudgeContext): readonly AssessedService[] {
  const { release, intent } = context;
  const assessed = requiredServices(release.generation, intent.peering, intent.networkingDisabled).map(
    (required) => assessService(required, context),
  );
  const gateways = applyGatewayGroup(assessed.filter(({ group }) => group === 'gateway'));
  const all = [...assessed.filter(({ group }) => group === undefined), ...gateways];
  return all.map((service) => withBlocker(service, context));
}

function assessService(required: RequiredService, context: JudgeContext): AssessedService {
  const { service, cluster, from, group, applicability, reason } = required;
  const accepted = acceptedExposures(service, cluster, context);
  const assessment = assessAs(service, cluster, { accepted, context });
  const named = { service, cluster, from, accepted, group };
  if (service === 'auth' && isPlainInTunnel(cluster, context)) {
    return { ...assessment, ...named, status: 'unmet', reason: plainInTunnel(cluster), decisive: undefined };
  }
  // What was seen of a service that is not needed stays in the evidence, for information.
  return applicability === 'required'
    ? { ...assessment, ...named }
    : { ...assessment, ...named, status: 'not-applicable', reason, assurance: undefined };
}

/**
 * In-band, Liqo reaches the authentication server with TLS whatever its setting is.
 *
 * Source: pkg/liqoctl/inbound/endpoint.go@v0.5.4, pkg/liqoctl/inband/endpoint.go@v0.10.3.
 */
function isPlainInTunnel(cluster: Side, { clusters, intent, release }: JudgeContext): boolean {
  const { installed, authTls } = clusters[cluster].liqo;
  const isInBand = intent.peering === 'in-band' && release.generation !== 'g3';
  return isInBand && valueOf(installed) === true && valueOf(authTls) === false;
}

function plainInTunnel(cluster: Side): string {
  return `The authentication server of the ${cluster} cluster runs without TLS (auth.tls=false), and in-band peering reaches it through the tunnel with TLS alone.`;
}

function assessAs(
  service: ServiceId,
  cluster: Side,
  { accepted, context }: { readonly accepted: readonly Exposure[]; readonly context: JudgeContext },
): Assessment {
  if (service === 'gateway') return assessGateway(cluster, accepted, context);
  if (service === 'auth' && valueOf(context.clusters[cluster].liqo.installed) === false) {
    return assessStandIns({ cluster, service, accepted }, context);
  }
  return assessStream({ service, cluster }, context);
}
