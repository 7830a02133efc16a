import type { Finding } from '../../model/finding.js';
import { peeringsStayUndisturbed } from './active-peerings.js';
import { authorityFits, certificateNamesHost } from './api-certificate.js';
import { ingressSpeaksProtocol } from './auth-ingress.js';
import { catalogue } from './catalogue.js';
import { podRangesAreDistinct } from './cidr-overlap.js';
import { distinctClusterIds, sameGeneration, sameRelease } from './liqo-releases.js';
import { kernelsAreRecent, loadBalancersWork, scenarioAgrees } from './platforms.js';
import type { Rule, RuleContext } from './rule-context.js';
import {
  addressesAreUnsurprising,
  exposuresFit,
  gatewaysAreProven,
  servicesAreAdvertised,
  servicesAreReached,
} from './services.js';
import { podsRan, untriedServices } from './workloads.js';

const rules: readonly Rule[] = [
  podsRan,
  untriedServices,
  scenarioAgrees,
  loadBalancersWork,
  kernelsAreRecent,
  podRangesAreDistinct,
  sameGeneration,
  sameRelease,
  distinctClusterIds,
  peeringsStayUndisturbed,
  servicesAreAdvertised,
  servicesAreReached,
  exposuresFit,
  ingressSpeaksProtocol,
  certificateNamesHost,
  authorityFits,
  addressesAreUnsurprising,
  gatewaysAreProven,
];

const order: ReadonlyMap<string, number> = new Map(catalogue.map(({ code }, index) => [code, index]));

/** Every finding that applies, in the order of the catalogue; dependents of a failed one are skipped, not dropped. */
export function evaluateRules(context: RuleContext): readonly Finding[] {
  const findings = rules.flatMap((rule) => rule(context));
  return findings
    .map((finding) => skipDependent(finding, findings))
    .toSorted((one, other) => (order.get(one.code) ?? 0) - (order.get(other.code) ?? 0));
}

function skipDependent(finding: Finding, all: readonly Finding[]): Finding {
  const root = finding.dependsOn.find((code) =>
    all.some((one) => one.code === code && one.status === 'fail' && concernsSame(one, finding)),
  );
  if (root === undefined || finding.status === 'pass') return finding;
  const skipped: Finding = { ...finding, status: 'skip', reason: `because ${root}` };
  delete skipped.remedy;
  return skipped;
}

/** A pod that failed in either cluster explains what the other one could not see. */
function concernsSame(root: Finding, dependent: Finding): boolean {
  if (root.cluster === undefined || dependent.cluster === undefined) return true;
  return root.cluster === dependent.cluster || root.cluster === dependent.from;
}
