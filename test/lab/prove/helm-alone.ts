import type { LiqoSpec } from '../../../src/lab/topology/cluster-spec.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';

const early: readonly LiqoSpec['version'][] = ['v0.3.2', 'v0.4.0'];
/** Of nodes of kind, k3s and OpenShift. */
const knownProviderId = /^(?:kind|k3s|baremetalhost):/;
const kubeadmLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';

/**
 * Whether a release can be installed in a cluster by helm alone: liqoctl v0.3 and v0.4 have commands for kubeadm, kind,
 * k3s, EKS, GKE, AKS and OpenShift and for nothing else, and it is these that set `apiServer.address`.
 *
 * Source: Providers in pkg/liqoctl/install/provider/generic.go@v0.3.2,@v0.4.0.
 */
export function isForHelmAlone(
  { sites, clusters }: Topology,
  side: Side,
  version: LiqoSpec['version'],
): boolean {
  if (!early.includes(version) || clusters[side].apiServer.place === 'provided') return false;
  return !sites[side].nodes.some(
    ({ providerId = '', labels = {} }) => knownProviderId.test(providerId) || kubeadmLabel in labels,
  );
}
