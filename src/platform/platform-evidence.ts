import type { NodeFacts } from '../model/cluster-facts.js';
import { valueOf, type Fact } from '../model/fact.js';

/** What a platform is recognised from. */
export interface PlatformInput {
  readonly nodes: Fact<readonly NodeFacts[]>;
  readonly kubernetesVersion: Fact<string>;
  /** The server URL of the kubeconfig. */
  readonly apiServerUrl: string;
}

/** The input, prepared for looking up signs in it. Each search answers with a sentence, or `undefined`. */
export interface PlatformEvidence {
  /** Nodes that are machines; those of Fargate count, those of Liqo and virtual-kubelet do not. */
  readonly machines: readonly NodeFacts[];
  /** Schemes of the nodes' provider IDs, without duplicates, in node order. */
  readonly schemes: readonly string[];
  label(names: readonly string[]): string | undefined;
  version(pattern: RegExp | undefined): string | undefined;
  host(suffixes: readonly string[]): string | undefined;
  scheme(scheme: string | undefined): string | undefined;
  kernel(pattern: RegExp): string | undefined;
}

/** Prepares the facts of a cluster for the search for signs. */
export function gatherEvidence(input: PlatformInput): PlatformEvidence {
  const machines = (valueOf(input.nodes) ?? []).filter(isMachine);
  const version = valueOf(input.kubernetesVersion);
  const host = URL.canParse(input.apiServerUrl) ? new URL(input.apiServerUrl).hostname : '';
  const schemeCounts = countSchemes(machines);
  return {
    machines,
    schemes: [...schemeCounts.keys()],
    label: (names) => {
      for (const name of names) {
        const node = machines.find(({ labels }) => Object.hasOwn(labels, name));
        if (node !== undefined) return `Node ${node.name} carries the label ${name}.`;
      }
      return undefined;
    },
    version: (pattern) =>
      version !== undefined && pattern?.test(version) === true
        ? `The Kubernetes version is ${version}.`
        : undefined,
    host: (suffixes) => {
      const suffix = suffixes.find((candidate) => host.endsWith(candidate));
      return suffix === undefined ? undefined : `The API server's name ${host} ends in ${suffix}.`;
    },
    scheme: (scheme) => {
      const count = scheme === undefined ? undefined : schemeCounts.get(scheme);
      return scheme === undefined || count === undefined
        ? undefined
        : `The provider IDs of ${count} of ${machines.length} nodes begin with ${scheme}://.`;
    },
    kernel: (pattern) => {
      const node = machines.find(({ kernelVersion }) => pattern.test(kernelVersion));
      return node && `Node ${node.name} runs the kernel ${node.kernelVersion}.`;
    },
  };
}

/** Fargate has no machine to reach, yet its nodes tell where the cluster is. */
function isMachine(node: NodeFacts): boolean {
  return !node.virtual || node.labels['eks.amazonaws.com/compute-type'] === 'fargate';
}

function countSchemes(nodes: readonly NodeFacts[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { providerId } of nodes) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//u.exec(providerId ?? '')?.[1];
    if (scheme !== undefined) counts.set(scheme, (counts.get(scheme) ?? 0) + 1);
  }
  return counts;
}
