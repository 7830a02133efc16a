import type { ClusterFacts, NodeFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import { isAtLeast } from '../release.js';
import type { LiqoRelease } from '../release.js';

/** What a cloud calls a cluster, as far as the facts tell. */
type Flags = readonly (readonly [flag: string, value: string])[];

/**
 * The flags by which `liqoctl install` finds an EKS cluster.
 *
 * Source: pkg/liqoctl/install/eks/provider.go@v0.3.2,@v0.5.0,@v1.2.0; the context that `aws eks update-kubeconfig`
 * writes is the cluster's ARN, and a node's provider ID is `aws:///<zone>/<instance>`.
 */
export function eksFlags(facts: ClusterFacts, release: LiqoRelease): Flags {
  const arn = /^arn:aws[\w-]*:eks:([\w-]+):\d*:cluster\/([\w-]+)$/u.exec(facts.name);
  const labelled = labelOf(facts, 'alpha.eksctl.io/cluster-name');
  const region = arn?.[1] ?? regionOfZone(providerIds(facts)[0]) ?? '<region of the cluster>';
  return [
    [isAtLeast(release, 'v0.5.0') ? '--eks-cluster-region' : '--region', region],
    ['--eks-cluster-name', arn?.[2] ?? labelled ?? '<name of the EKS cluster>'],
  ];
}

/** A zone is its region with a letter, or with the name of a local zone (`us-west-2-lax-1a`). */
function regionOfZone(providerId: string | undefined): string | undefined {
  const zone = /^aws:\/\/\/([\w-]+)\//u.exec(providerId ?? '')?.[1];
  return /^[a-z]{2}(?:-[a-z]+)+?-\d+/u.exec(zone ?? '')?.[0];
}

/**
 * The flags by which `liqoctl install` finds a GKE cluster. Until v0.5.2 it knows zones only.
 *
 * Source: pkg/liqoctl/install/gke/provider.go@v0.3.2,@v0.5.3,@v1.2.0; gcloud names a context
 * `gke_<project>_<zone or region>_<cluster>`, and a node's provider ID is `gce://<project>/<zone>/<instance>`.
 */
export function gkeFlags(facts: ClusterFacts, release: LiqoRelease): Flags {
  const context = /^gke_([^_]+)_([^_]+)_([^_]+)$/u.exec(facts.name);
  const nodes = providerIds(facts).flatMap((id) => {
    const found = /^gce:\/\/([^/]+)\/([^/]+)\//u.exec(id);
    return found?.[1] === undefined || found[2] === undefined ? [] : [{ project: found[1], zone: found[2] }];
  });
  const zones = [...new Set(nodes.map(({ zone }) => zone))];
  const location = context?.[2] ?? (zones.length > 1 ? zones[0]?.replace(/-[a-z]$/u, '') : zones[0]);
  const isRegion = location !== undefined && !/-[a-z]$/u.test(location);
  const flag = isRegion && isAtLeast(release, 'v0.5.3') ? '--region' : '--zone';
  return [
    ['--project-id', context?.[1] ?? nodes[0]?.project ?? '<project of the cluster>'],
    ['--cluster-id', context?.[3] ?? '<name of the GKE cluster>'],
    [flag, location ?? '<zone of the cluster>'],
    ['--credentials-path', '<file of a service account key>'],
  ];
}

/**
 * The flags by which `liqoctl install` finds an AKS cluster. The provider ID of a node names the resource group of the
 * nodes, `MC_<resource group>_<cluster>_<location>`, and not the cluster's own, which liqoctl wants.
 *
 * Source: pkg/liqoctl/install/aks/provider.go@v0.3.2,@v1.2.0; Azure's documentation of the node resource group.
 */
export function aksFlags(facts: ClusterFacts): Flags {
  const [id = ''] = providerIds(facts);
  const found = /^azure:\/\/\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//iu.exec(id);
  const group = labelOf(facts, 'kubernetes.azure.com/cluster') ?? found?.[2] ?? '';
  // An underscore within one of the names leaves open where it ends.
  const parts = /^MC_([^_]+)_([^_]+)_[^_]+$/iu.exec(group);
  return [
    ['--subscription-id', found?.[1] ?? '<subscription ID>'],
    ['--resource-group-name', parts?.[1] ?? '<resource group of the cluster>'],
    ['--resource-name', parts?.[2] ?? '<name of the AKS cluster>'],
  ];
}

function machines({ nodes }: ClusterFacts): readonly NodeFacts[] {
  return (valueOf(nodes) ?? []).filter(({ virtual }) => !virtual);
}

function providerIds(facts: ClusterFacts): readonly string[] {
  return machines(facts).flatMap(({ providerId }) => (providerId === undefined ? [] : [providerId]));
}

function labelOf(facts: ClusterFacts, label: string): string | undefined {
  return machines(facts)
    .map(({ labels }) => labels[label])
    .find((value) => value !== undefined && value !== '');
}
