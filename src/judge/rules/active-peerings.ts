import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-VER-004: what is prescribed disturbs no active peering. */
export function peeringsStayUndisturbed({ clusters, requirements }: RuleContext): readonly Finding[] {
  const code = 'LD-VER-004';
  return sides.map((cluster) => {
    const { activePeerings } = clusters[cluster].liqo;
    const isChanged = requirements.some(({ prescription }) =>
      prescription?.actions.some(
        ({ kind, cluster: where }) => where === cluster && (kind === 'helm-values' || kind === 'kubectl'),
      ),
    );
    if (!isChanged) return makeFinding(code, { status: 'pass', cluster });
    if (!activePeerings.known) {
      const reason = `Which peerings are active could not be read: ${activePeerings.reason}.`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    if (activePeerings.value.length === 0) return makeFinding(code, { status: 'pass', cluster });
    const reason = `Active peerings of the ${cluster} cluster: ${activePeerings.value.join(', ')}.`;
    return makeFinding(code, { status: 'warn', cluster, reason });
  });
}
