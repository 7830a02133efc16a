import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { Fact } from '../../model/fact.js';

/** The addresses that pods have, as far as is known. */
export interface PodRanges {
  readonly ranges: Fact<readonly string[]>;
  /** False where these are only the parts that the nodes of today have. */
  readonly whole: boolean;
}

/** The whole ranges of a cluster's pods, else the parts that its nodes have. */
export function podRangesOf({ cidrs }: Pick<ClusterFacts, 'cidrs'>): PodRanges {
  const { pod, podOfNodes } = cidrs;
  return pod.known || !podOfNodes.known ? { ranges: pod, whole: true } : { ranges: podOfNodes, whole: false };
}
