import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import { speaksTlsToBackend } from '../evidence/ingress-protocol.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-AUTH-004: an Ingress in front of a backend with TLS speaks TLS to it. */
export function ingressSpeaksProtocol({ clusters, release }: RuleContext): readonly Finding[] {
  if (release.generation === 'g3') return [];
  const code = 'LD-AUTH-004';
  return sides.flatMap((cluster) => {
    const { authIngress, authTls } = clusters[cluster].liqo;
    const ingress = valueOf(authIngress);
    if (ingress === undefined || ingress === null) return [];
    const parts = { service: 'auth', cluster } as const;
    if (!authTls.known) {
      const reason = `Whether liqo-auth runs with TLS could not be read: ${authTls.reason}.`;
      return [makeFinding(code, { ...parts, status: 'unknown', reason })];
    }
    if (!authTls.value || speaksTlsToBackend(ingress.annotations))
      return [makeFinding(code, { ...parts, status: 'pass' })];
    const reason = `Ingress ${ingress.name} leads to liqo-auth, which speaks TLS, and no annotation tells the controller so.`;
    return [makeFinding(code, { ...parts, status: 'fail', reason })];
  });
}
