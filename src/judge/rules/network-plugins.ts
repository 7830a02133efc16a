import { networkPluginNotes } from '../../liqo/network-plugin-notes.js';
import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-PLAT-008: what the network plugins need for this release of Liqo. */
export function networkPluginsNeedNothing({ clusters, release, intent }: RuleContext): readonly Finding[] {
  if (intent.networkingDisabled) return [];
  return sides.map((cluster) => {
    const code = 'LD-PLAT-008';
    const { networkPlugins } = clusters[cluster];
    if (!networkPlugins.known) {
      const reason = `Which network plugin runs could not be read: ${networkPlugins.reason}.`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    const notes = networkPluginNotes(networkPlugins.value, release);
    if (notes.length > 0) {
      const reason = notes.map(({ text }) => text).join(' ');
      return makeFinding(code, { status: 'warn', cluster, reason });
    }
    return networkPlugins.value.length > 0
      ? makeFinding(code, { status: 'pass', cluster })
      : makeFinding(code, { status: 'unknown', cluster, reason: 'No known network plugin was found.' });
  });
}
