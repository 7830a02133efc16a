import type { Finding } from '../../model/finding.js';
import { notPeeredYet, peeringsStayUndisturbed } from './active-peerings.js';
import { addressesAreUnsurprising } from './address-quirks.js';
import { podRangesAreDistinct, podRangesAreFree } from './address-ranges.js';
import { addressesAreSeen, carriersAreAbsent, portsAreOne } from './address-translation.js';
import { authorityFits, certificateNamesHost } from './api-certificate.js';
import { flowsOutliveKeepalives } from './flow-lifetimes.js';
import { ownAddressIsReached } from './hairpin.js';
import { ingressSpeaksProtocol } from './auth-ingress.js';
import { ingressIsServed } from './auth-ingress-class.js';
import { catalogue } from './catalogue.js';
import { certificateIsValid } from './certificate-validity.js';
import { clocksAgree } from './clocks.js';
import { clusterIdsAreValid, distinctClusterIds } from './cluster-ids.js';
import { everyFlowPasses } from './dropped-flows.js';
import { existingGatewaysAnswer } from './existing-gateways.js';
import { capturesTold } from './gateway-captures.js';
import { proxyIsThere } from './in-band-proxy.js';
import { kernelsAreRecent, kernelsHaveWireGuard } from './kernels.js';
import { kubernetesIsInWindow } from './kubernetes-versions.js';
import { lanValuesAreSet } from './lan-standards.js';
import { sameGeneration, sameRelease } from './liqo-releases.js';
import { loadBalancersCarryUdp, loadBalancersWork } from './load-balancers.js';
import { networkPluginsNeedNothing } from './network-plugins.js';
import { nodeNetworksAreSafe } from './node-networks.js';
import { nodePortsAreInRange } from './node-port-range.js';
import { tunnelFitsPath } from './path-mtu.js';
import { permissionsSuffice } from './permissions.js';
import { eksHasCredentials, platformIsSupported } from './platform-support.js';
import { readsWereAllowed } from './refused-reads.js';
import { podsAreNotIsolated } from './pod-isolation.js';
import { servicesAreTaken } from './refused-services.js';
import { runHadItsRights } from './run-rights.js';
import type { Rule, RuleContext } from './rule-context.js';
import { scenarioAgrees } from './scenario-named.js';
import { exposuresFit, gatewaysAreProven, servicesAreAdvertised, servicesAreReached } from './services.js';
import { tunnelMtuFits } from './tunnel-mtu.js';
import { nodeAddressesAnswer } from './node-targets.js';
import { podsGetOut, siteLetsOut } from './views.js';
import { wireGuardPasses } from './wireguard-passes.js';
import { podsRan, untriedServices } from './workloads.js';

const rules: readonly Rule[] = [
  podsRan,
  untriedServices,
  permissionsSuffice,
  readsWereAllowed,
  runHadItsRights,
  servicesAreTaken,
  podsAreNotIsolated,
  scenarioAgrees,
  loadBalancersWork,
  kernelsAreRecent,
  kernelsHaveWireGuard,
  loadBalancersCarryUdp,
  platformIsSupported,
  eksHasCredentials,
  networkPluginsNeedNothing,
  podRangesAreDistinct,
  podRangesAreFree,
  nodeNetworksAreSafe,
  tunnelMtuFits,
  tunnelFitsPath,
  addressesAreSeen,
  portsAreOne,
  carriersAreAbsent,
  ownAddressIsReached,
  flowsOutliveKeepalives,
  clocksAgree,
  sameGeneration,
  sameRelease,
  distinctClusterIds,
  peeringsStayUndisturbed,
  clusterIdsAreValid,
  kubernetesIsInWindow,
  notPeeredYet,
  servicesAreAdvertised,
  servicesAreReached,
  exposuresFit,
  ingressSpeaksProtocol,
  ingressIsServed,
  lanValuesAreSet,
  certificateNamesHost,
  authorityFits,
  certificateIsValid,
  proxyIsThere,
  gatewaysAreProven,
  capturesTold,
  existingGatewaysAnswer,
  wireGuardPasses,
  everyFlowPasses,
  nodePortsAreInRange,
  addressesAreUnsurprising,
  nodeAddressesAnswer,
  podsGetOut,
  siteLetsOut,
];

const none: readonly Finding[] = [];

/** Every finding that applies, in the order of the catalogue; dependents of a failed one are skipped, not dropped. */
export function evaluateRules(context: RuleContext): readonly Finding[] {
  const findings = rules.flatMap((rule) => rule(context));
  const failed = findings.filter(({ status }) => status === 'fail');
  const byCode = new Map<string, Finding[]>();
  for (const finding of findings) {
    const told = skipDependent(finding, failed);
    const others = byCode.get(finding.code);
    if (others === undefined) byCode.set(finding.code, [told]);
    else others.push(told);
  }
  const inOrder: Finding[] = [];
  for (const { code } of catalogue) inOrder.push(...(byCode.get(code) ?? none));
  return inOrder;
}

function skipDependent(finding: Finding, failed: readonly Finding[]): Finding {
  if (finding.status === 'pass') return finding;
  const root = finding.dependsOn.find((code) =>
    failed.some((one) => one.code === code && concernsSame(one, finding)),
  );
  if (root === undefined) return finding;
  const skipped: Finding = { ...finding, status: 'skip', reason: `because ${root}` };
  delete skipped.remedy;
  return skipped;
}

/** A pod that failed in either cluster explains what the other one could not see. */
function concernsSame(root: Finding, dependent: Finding): boolean {
  if (root.cluster === undefined || dependent.cluster === undefined) return true;
  return root.cluster === dependent.cluster || root.cluster === dependent.from;
}
