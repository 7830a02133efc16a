import { mapFact, type Fact } from '../model/fact.js';

/**
 * Which DaemonSets are a network plugin's, by name. Plugins that are part of the kubelet's own program (flannel in k3s)
 * or of the cloud alone (routes of GKE) have none.
 *
 * SOURCE: the projects' own manifests; for `anetd` GKE Dataplane V2, for `azure-cns` AKS, for `rke2-canal` the charts of
 * RKE2, for `kube-flannel` and `canal` RKE1, for `ovnkube-node` and `sdn` the network operator of OpenShift.
 */
const daemonSets: readonly (readonly [plugin: string, names: RegExp])[] = [
  ['calico', /^(?:rke2-)?calico-node$/u],
  ['canal', /^(?:rke2-)?canal$/u],
  ['cilium', /^(?:cilium|rke2-cilium|anetd)$/u],
  ['flannel', /^(?:kube-flannel(?:-ds)?(?:-[a-z0-9]+)?|rke2-flannel|flannel)$/u],
  ['kindnet', /^kindnet$/u],
  ['aws-vpc-cni', /^aws-node$/u],
  ['azure-cni', /^azure-(?:cns|cni)(?:-[a-z0-9-]+)?$/u],
  ['ovn-kubernetes', /^ovnkube-(?:node|master)$/u],
  ['openshift-sdn', /^sdn$/u],
  ['antrea', /^antrea-agent$/u],
  ['weave', /^weave-net$/u],
  ['kube-router', /^kube-router$/u],
];

/** The network plugins whose DaemonSets are among these, in the order of the table. */
export function networkPluginsOf(names: Fact<readonly string[]>): Fact<readonly string[]> {
  return mapFact(names, (list) =>
    daemonSets.filter(([, pattern]) => list.some((name) => pattern.test(name))).map(([plugin]) => plugin),
  );
}
