import { isAtLeast, type LiqoRelease } from '../../liqo/release.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides, type PeeringIntent, type Side } from '../../model/peering.js';
import { realNodes } from '../evidence/own-addresses.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-PLAT-006: this release of Liqo supports the platform. */
export function platformIsSupported({ clusters, release, intent }: RuleContext): readonly Finding[] {
  return sides.map((cluster) => {
    const code = 'LD-PLAT-006';
    const facts = clusters[cluster];
    const limits = limitsOf(facts, release, intent);
    if (limits.length > 0) return makeFinding(code, { status: 'warn', cluster, reason: limits.join(' ') });
    if (facts.nodes.known) return makeFinding(code, { status: 'pass', cluster });
    const reason = `The nodes could not be read: ${facts.nodes.reason}.`;
    return makeFinding(code, { status: 'unknown', cluster, reason });
  });
}

/** GKE names the nodes of Autopilot clusters so. Source: GKE documentation, Autopilot overview. */
const autopilotNode = /^gk3-/;

function limitsOf(facts: ClusterFacts, release: LiqoRelease, intent: PeeringIntent): readonly string[] {
  const { provider } = facts.platform;
  const machines = realNodes(facts);
  const limits: string[] = [];
  if (provider === 'gke' && machines.some(({ name }) => autopilotNode.test(name))) {
    limits.push('The names of its nodes are those of a GKE Autopilot cluster, which Liqo does not support.');
  }
  if (provider === 'gke' && isBetween(release, 'v0.9.2', 'v0.11.0')) {
    const node = machines.find(({ osImage }) => /container-optimized os/i.test(osImage));
    if (node !== undefined) {
      limits.push(
        `Node ${node.name} runs ${node.osImage}, which Liqo ${release.version} does not support; it asks for Ubuntu.`,
      );
    }
  }
  if (provider === 'openshift' && release.generation === 'g3' && !intent.networkingDisabled) {
    limits.push('On OpenShift the network of Liqo v1.x is work in progress; the rest of it works.');
  }
  const isListed = facts.nodes.known && facts.nodes.value.length > 0;
  if (isListed && machines.every(({ operatingSystem }) => operatingSystem === 'windows')) {
    limits.push('No node is a machine with Linux, which every component of Liqo needs.');
  }
  return limits;
}

function isBetween(release: LiqoRelease, since: string, until: string): boolean {
  return isAtLeast(release, since) && !isAtLeast(release, until);
}

/** LD-PLAT-007: on EKS Liqo has the AWS credentials that it gives identities with. */
export function eksHasCredentials({ clusters, release }: RuleContext): readonly Finding[] {
  return sides
    .filter((cluster) => clusters[cluster].platform.provider === 'eks')
    .map((cluster) => credentialsFinding(cluster, clusters[cluster], release));
}

function credentialsFinding(cluster: Side, { liqo }: ClusterFacts, release: LiqoRelease): Finding {
  const code = 'LD-PLAT-007';
  if (release.generation === 'g3' && cluster === 'local') {
    return makeFinding(code, { status: 'skip', cluster, reason: 'The consumer gives no identity.' });
  }
  if (valueOf(liqo.installed) === false) {
    const reason = 'Liqo is not installed; liqoctl install eks sets the credentials.';
    return makeFinding(code, { status: 'skip', cluster, reason });
  }
  if (!liqo.eksCluster.known) {
    const reason = `Whether Liqo has AWS credentials could not be read: ${liqo.eksCluster.reason}.`;
    return makeFinding(code, { status: 'unknown', cluster, reason });
  }
  if (liqo.eksCluster.value !== null) return makeFinding(code, { status: 'pass', cluster });
  const where = release.generation === 'g3' ? 'liqo-controller-manager' : 'liqo-auth';
  const reason = `Deployment ${where} has no --aws-cluster-name, so Liqo has no AWS credentials and asks EKS for a client certificate, which EKS does not sign.`;
  return makeFinding(code, { status: 'fail', cluster, reason });
}
