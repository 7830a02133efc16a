import type { ClusterFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { realNodes } from '../evidence/own-addresses.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-PLAT-001: the scenario that the operator named against the one that packets show. */
export function scenarioAgrees({ intent, contradictedBy }: RuleContext): readonly Finding[] {
  const code = 'LD-PLAT-001';
  if (intent.scenario === undefined) {
    return [makeFinding(code, { status: 'skip', reason: 'No scenario was named.' })];
  }
  if (contradictedBy === undefined) return [makeFinding(code, { status: 'pass' })];
  const reason = `The scenario ${intent.scenario} was named, but what was seen shows ${contradictedBy}.`;
  return [makeFinding(code, { status: 'warn', reason })];
}

/** LD-PLAT-002: load balancers that were asked for have addresses. */
export function loadBalancersWork({ clusters, evidence }: RuleContext): readonly Finding[] {
  return sides.flatMap((cluster) => {
    const pending = pendingLoadBalancers(cluster, clusters[cluster], evidence.standIns);
    const { liqo } = clusters[cluster];
    const services = [valueOf(liqo.authService), valueOf(liqo.gatewayService)];
    const isTried =
      services.some((service) => service?.type === 'LoadBalancer') ||
      evidence.standIns.some(
        (one) => one.cluster === cluster && one.exposure === 'LoadBalancer' && one.status !== 'not-raised',
      );
    if (!isTried) return [];
    return pending.length === 0
      ? [makeFinding('LD-PLAT-002', { status: 'pass', cluster })]
      : [makeFinding('LD-PLAT-002', { status: 'warn', cluster, reason: pending.join(' ') })];
  });
}

function pendingLoadBalancers(
  cluster: Side,
  { liqo }: ClusterFacts,
  standIns: RuleContext['evidence']['standIns'],
): readonly string[] {
  const own = [valueOf(liqo.authService), valueOf(liqo.gatewayService)]
    .filter((service) => service !== undefined && service !== null)
    .filter(({ type, loadBalancer }) => type === 'LoadBalancer' && loadBalancer.length === 0)
    .map(({ name }) => `Service ${name} of the ${cluster} cluster waits for its load balancer.`);
  const raised = standIns
    .filter((one) => one.cluster === cluster && one.exposure === 'LoadBalancer' && one.status === 'pending')
    .map(
      ({ service }) => `A stand-in for the ${service} service got no address from the load balancer in time.`,
    );
  return [...own, ...raised];
}

/** The oldest kernel that Liqo v1.x starts on. Source: pkg/utils/kernel/version/const.go@v1.2.0. */
const oldestKernel = { major: 5, minor: 10 } as const;

/** LD-PLAT-003: Linux 5.10 on every node, for Liqo v1.x. */
export function kernelsAreRecent({ clusters, release }: RuleContext): readonly Finding[] {
  if (release.generation !== 'g3') return [];
  return sides.map((cluster) => kernelFinding(cluster, clusters[cluster]));
}

function kernelFinding(cluster: Side, facts: ClusterFacts): Finding {
  const code = 'LD-PLAT-003';
  if (!facts.nodes.known) {
    return makeFinding(code, {
      status: 'unknown',
      cluster,
      reason: `The nodes could not be read: ${facts.nodes.reason}.`,
    });
  }
  const linux = realNodes(facts).filter(({ operatingSystem }) => operatingSystem !== 'windows');
  const old = linux.filter(({ kernelVersion }) => isOlder(kernelVersion) === true);
  if (old.length > 0) {
    const list = old.map(({ name, kernelVersion }) => `${name} runs ${kernelVersion}`).join(', ');
    return makeFinding(code, { status: 'fail', cluster, reason: `Node ${list}.` });
  }
  const unread = linux.find(({ kernelVersion }) => isOlder(kernelVersion) === undefined);
  if (unread !== undefined) {
    const reason = `Node ${unread.name} tells a kernel version that cannot be read: "${unread.kernelVersion}".`;
    return makeFinding(code, { status: 'unknown', cluster, reason });
  }
  return makeFinding(code, { status: 'pass', cluster });
}

function isOlder(kernelVersion: string): boolean | undefined {
  const [, majorText, minorText] = /^(\d+)\.(\d+)/.exec(kernelVersion) ?? [];
  if (majorText === undefined || minorText === undefined) return undefined;
  const [major, minor] = [Number(majorText), Number(minorText)];
  return major < oldestKernel.major || (major === oldestKernel.major && minor < oldestKernel.minor);
}
