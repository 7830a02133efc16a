import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-API-007: liqo-proxy is there where in-band peering needs it. */
export function proxyIsThere({ clusters, intent, release }: RuleContext): readonly Finding[] {
  const code = 'LD-API-007';
  if (intent.peering !== 'in-band') {
    return [makeFinding(code, { status: 'skip', reason: 'Only in-band peering needs it.' })];
  }
  const needed: readonly Side[] = release.generation === 'g3' ? ['remote'] : sides;
  return needed.map((cluster) => {
    const { proxy, installed } = clusters[cluster].liqo;
    const parts = { service: 'apiServer', cluster } as const;
    if (valueOf(installed) === false) {
      const reason = 'Liqo is not installed; its chart installs the proxy unless told otherwise.';
      return makeFinding(code, { ...parts, status: 'skip', reason });
    }
    if (!proxy.known) {
      const reason = `Whether liqo-proxy is there could not be read: ${proxy.reason}.`;
      return makeFinding(code, { ...parts, status: 'unknown', reason });
    }
    if (proxy.value) return makeFinding(code, { ...parts, status: 'pass' });
    const reason = `There is no Deployment liqo-proxy in the ${cluster} cluster.`;
    return makeFinding(code, { ...parts, status: 'fail', reason });
  });
}
