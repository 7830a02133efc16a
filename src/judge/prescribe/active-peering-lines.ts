import {
  kubectlClusterFlags,
  liqoctlClusterFlags,
  type ClusterWords,
} from '../../liqo/words/cluster-words.js';
import { commandLine } from '../../liqo/words/shell-quote.js';
import { valueOf } from '../../model/fact.js';
import type { Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';

/** The lines to run before and after a change that may interrupt active peerings; none when none is active. */
export interface PeeringLines {
  readonly disable: readonly string[];
  readonly restore: readonly string[];
}

/**
 * How to disable the active peerings of a cluster before a change, and to restore them afterwards.
 *
 * Source: docs/pages/usage (outgoingPeeringEnabled of ForeignCluster)@v0.3.2–v0.10.3; docs/usage/peer.md@v1.2.0.
 */
export function activePeeringLines(cluster: Side, { clusters, words, release }: JudgeContext): PeeringLines {
  const names = valueOf(clusters[cluster].liqo.activePeerings) ?? [];
  const own = words[cluster];
  return release.generation === 'g3'
    ? {
        disable: names.map((name) => liqoctlLine('unpeer', name, own)),
        restore: names.map((name) => liqoctlLine('peer', name, own)),
      }
    : {
        disable: names.map((name) => patchLine('No', name, own)),
        restore: names.map((name) => patchLine('Yes', name, own)),
      };
}

function patchLine(enabled: 'Yes' | 'No', name: string, cluster: ClusterWords): string {
  const patch = JSON.stringify({ spec: { outgoingPeeringEnabled: enabled } });
  const flags = kubectlClusterFlags(cluster);
  return commandLine([
    'kubectl',
    ...flags,
    'patch',
    'foreignclusters',
    name,
    '--type',
    'merge',
    '--patch',
    patch,
  ]);
}

/** Liqo v1.x needs both clusters for this, and only the operator has the other one's kubeconfig. */
function liqoctlLine(verb: 'peer' | 'unpeer', name: string, cluster: ClusterWords): string {
  const other = ['--remote-kubeconfig', `<kubeconfig of ${name}>`];
  return commandLine(['liqoctl', verb, ...liqoctlClusterFlags(cluster), ...other]);
}
