import { helmRepositoryCommand, helmUpgradeCommand } from '../../liqo/words/helm-upgrade.js';
import { installCommands } from '../../liqo/words/install-command.js';
import type { Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import { activePeeringLines } from './active-peering-lines.js';
import { isToInstall } from './installation.js';
import type { Change } from './remedy.js';

/** What lines are made from. */
export type CarryOutContext = Pick<JudgeContext, 'clusters' | 'words' | 'release' | 'installedBefore'>;

/**
 * The lines that carry changes out, in order. All values of one cluster go into one line, which stands where the first
 * of them does; chart repositories are added once.
 */
export function carryOut(changes: readonly Change[], context: CarryOutContext): readonly string[] {
  const lines = changes.flatMap((change, index) => {
    if (change.values === undefined) return change.commands ?? [];
    const ofCluster = changes.filter(
      ({ cluster, values }) => cluster === change.cluster && values !== undefined,
    );
    return changes.indexOf(ofCluster[0] ?? change) === index
      ? valuesLines(change.cluster, ofCluster, context)
      : [];
  });
  return lines.filter((line, index) => line !== helmRepositoryCommand || lines.indexOf(line) === index);
}

/** The values that changes set, by cluster; where two of one cluster set the same, the later one counts. */
export function valuesOf(changes: readonly Change[]): Readonly<Record<string, string>> {
  return Object.fromEntries(changes.flatMap(({ values }) => Object.entries(values ?? {})));
}

function valuesLines(cluster: Side, changes: readonly Change[], context: CarryOutContext): readonly string[] {
  const { release, words, clusters } = context;
  const values = valuesOf(changes);
  const kubectl = changes.flatMap((change) => change.kubectl ?? []);
  const facts = clusters[cluster];
  if (isToInstall(cluster, context)) {
    const { commands } = installCommands({ release, cluster: words[cluster], facts, values });
    return [...commands, ...kubectl];
  }
  const { disable, restore } = activePeeringLines(cluster, Object.keys(values), context);
  const upgrade =
    Object.keys(values).length === 0
      ? []
      : [helmRepositoryCommand, helmUpgradeCommand({ cluster: words[cluster], release, values })];
  return [...disable, ...upgrade, ...kubectl, ...restore];
}
