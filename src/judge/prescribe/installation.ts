import { valueOf } from '../../model/fact.js';
import type { Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';

/** What tells whether Liqo is there when the lines of a prescription are run. */
export type InstallationContext = Pick<JudgeContext, 'clusters' | 'installedBefore'>;

/**
 * Whether a prescription has to install Liqo in a cluster: it is absent, and no prescription before this one installs it,
 * since a second installation is refused by helm, and by liqoctl takes the values of the first one away.
 *
 * Source: helm, pkg/action/install.go (availableName); pkg/liqoctl/install/handler.go@v0.10.3 (values are not reused).
 */
export function isToInstall(cluster: Side, { clusters, installedBefore = [] }: InstallationContext): boolean {
  return valueOf(clusters[cluster].liqo.installed) === false && !installedBefore.includes(cluster);
}
