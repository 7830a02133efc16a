import type { ClusterFacts, ServiceFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { columnOf } from '../judge-context.js';
import { requirementMatrix } from '../../liqo/requirement-matrix.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-PLAT-002: load balancers that were asked for have addresses. */
export function loadBalancersWork(context: RuleContext): readonly Finding[] {
  return sides.flatMap((cluster) => {
    const pending = pendingLoadBalancers(cluster, context);
    const isTried =
      ownServices(context.clusters[cluster]).some(({ type }) => type === 'LoadBalancer') ||
      standInsOf(cluster, context).some(({ status }) => status !== 'not-raised');
    if (!isTried) return [];
    return pending.length === 0
      ? [makeFinding('LD-PLAT-002', { status: 'pass', cluster })]
      : [makeFinding('LD-PLAT-002', { status: 'warn', cluster, reason: pending.join(' ') })];
  });
}

function pendingLoadBalancers(cluster: Side, context: RuleContext): readonly string[] {
  const own = ownServices(context.clusters[cluster])
    .filter(({ type, loadBalancer }) => type === 'LoadBalancer' && loadBalancer.length === 0)
    .map(({ name }) => `Service ${name} of the ${cluster} cluster waits for its load balancer.`);
  const raised = standInsOf(cluster, context)
    .filter(({ status }) => status === 'pending')
    .map(
      ({ service }) => `A stand-in for the ${service} service got no address from the load balancer in time.`,
    );
  return [...own, ...raised];
}

/** What is known of a provider's load balancers and UDP. */
interface ProviderNote {
  readonly providers: readonly string[];
  readonly text: string;
  /** Annotations of which one settles it. */
  readonly settledBy: RegExp;
}

const providerNotes: readonly ProviderNote[] = [
  {
    providers: ['doks', 'digitalocean'],
    text: 'A load balancer of DigitalOcean checks its backends by TCP or HTTP only, so one for UDP needs a health check on a port that answers those (liqo#1668).',
    settledBy: /do-loadbalancer-healthcheck-port$/,
  },
  {
    providers: ['eks', 'aws'],
    text: 'The classic load balancer of AWS carries no UDP: the gateway needs an NLB, by the AWS Load Balancer Controller or the annotation service.beta.kubernetes.io/aws-load-balancer-type.',
    settledBy: /aws-load-balancer-type$/,
  },
];

/**
 * Words of cloud controllers, MetalLB-like ones and the API server that refuse UDP.
 *
 * Source: Kubernetes cloud-provider (mixed protocols) and cloud-provider-aws (only TCP load balancers).
 */
const refusesUdp = /\budp\b|mixed protocol|only tcp loadbalancer|protocol.{0,40}not supported/i;

/** LD-PLAT-005: load balancers here carry UDP, where one is, or has to be, in front of a gateway. */
export function loadBalancersCarryUdp(context: RuleContext): readonly Finding[] {
  const { clusters, intent } = context;
  if (intent.networkingDisabled) return [];
  return sides.flatMap((cluster) => {
    const service = gatewayLoadBalancer(clusters[cluster]);
    const isJudged = service !== undefined || isWanted(cluster, context);
    return isJudged ? [udpFinding(cluster, service, context)] : [];
  });
}

function udpFinding(cluster: Side, service: ServiceFacts | undefined, context: RuleContext): Finding {
  const code = 'LD-PLAT-005';
  const { provider } = context.clusters[cluster].platform;
  const parts = { service: 'gateway', cluster } as const;
  const requirement = context.requirements.find(
    (one) => one.service === 'gateway' && one.cluster === cluster,
  );
  if (requirement?.status === 'met' && requirement.configured === 'LoadBalancer') {
    return makeFinding(code, { ...parts, status: 'pass', evidence: requirement.evidence });
  }
  const warning = (service === undefined ? [] : (valueOf(service.warnings) ?? [])).find((text) =>
    refusesUdp.test(text),
  );
  if (warning !== undefined) {
    const reason = `An event of Service ${service?.name ?? ''} says: ${warning}`;
    return makeFinding(code, { ...parts, status: 'warn', reason });
  }
  const note = providerNotes.find(({ providers }) => providers.includes(provider));
  const annotations = Object.keys(service?.annotations ?? plannedAnnotations(cluster, context));
  if (note !== undefined && !annotations.some((key) => note.settledBy.test(key))) {
    // How a Service will be annotated that Liqo v1.x has yet to create is not known, unless one got nothing.
    const isSeen = service !== undefined || isPending(cluster, context);
    return makeFinding(code, { ...parts, status: isSeen ? 'warn' : 'unknown', reason: note.text });
  }
  if (service !== undefined && service.loadBalancer.length > 0) {
    return makeFinding(code, { ...parts, status: 'pass' });
  }
  const reason = 'No event tells, and no load balancer for UDP has got an address yet.';
  return makeFinding(code, { ...parts, status: 'unknown', reason });
}

function ownServices({ liqo }: ClusterFacts): readonly ServiceFacts[] {
  return [valueOf(liqo.authService), valueOf(liqo.gatewayService)].filter(
    (service): service is ServiceFacts => service !== undefined && service !== null,
  );
}

function gatewayLoadBalancer({ liqo }: ClusterFacts): ServiceFacts | undefined {
  const service = valueOf(liqo.gatewayService);
  return service?.type === 'LoadBalancer' ? service : undefined;
}

function standInsOf(cluster: Side, { evidence }: RuleContext): RuleContext['evidence']['standIns'] {
  return evidence.standIns.filter((one) => one.cluster === cluster && one.exposure === 'LoadBalancer');
}

function isPending(cluster: Side, context: RuleContext): boolean {
  return standInsOf(cluster, context).some(
    ({ service, status }) => service === 'gateway' && status === 'pending',
  );
}

function isWanted(cluster: Side, context: RuleContext): boolean {
  const isTried = standInsOf(cluster, context).some(
    ({ service, status }) => service === 'gateway' && status !== 'not-raised',
  );
  const { accepted } = requirementMatrix[context.scenario.id].gateway[columnOf(cluster, context)];
  return isTried || accepted.every((exposure) => exposure === 'LoadBalancer');
}

function plannedAnnotations(cluster: Side, { plan }: RuleContext): Readonly<Record<string, string>> {
  const request = [...plan.standIns, ...plan.notRaised].find(
    (one) => one.cluster === cluster && one.service === 'gateway' && one.exposure === 'LoadBalancer',
  );
  return request?.annotations ?? {};
}
