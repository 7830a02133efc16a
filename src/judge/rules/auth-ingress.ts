import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import type { IngressFacts } from '../../model/cluster-facts.js';
import { sides, type Side } from '../../model/peering.js';
import { speaksTlsToBackend } from '../evidence/ingress-protocol.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-AUTH-004: an Ingress speaks TLS to a backend with TLS, and plain HTTP to one without. */
export function ingressSpeaksProtocol({ clusters, release, evidence }: RuleContext): readonly Finding[] {
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
    const reason = mismatch(cluster, { ...ingress, tls: authTls.value }, evidence);
    return [
      makeFinding(code, {
        ...parts,
        ...(reason === undefined ? { status: 'pass' } : { status: 'fail', reason }),
      }),
    ];
  });
}

/** What the controller and the server do not agree on; `undefined` when they do, by annotations and by what was seen. */
function mismatch(
  cluster: Side,
  { name, annotations, tls }: Pick<IngressFacts, 'name' | 'annotations' | 'tls'>,
  { observations }: RuleContext['evidence'],
): string | undefined {
  const isPlainSeen = observations.some(
    ({ observation: { service, target, cause } }) =>
      service === 'auth' && target === cluster && cause === 'plain-http-to-tls-backend',
  );
  if (tls && !speaksTlsToBackend(annotations)) {
    return `Ingress ${name} leads to liqo-auth, which speaks TLS, and no annotation tells the controller so.`;
  }
  if (tls && isPlainSeen) {
    return `Ingress ${name} leads to liqo-auth, which speaks TLS, and its controller sends plain HTTP in spite of the annotations.`;
  }
  const isTlsSeen = observations.some(
    ({ observation: { service, target, cause, httpStatus = 0 } }) =>
      service === 'auth' && target === cluster && (cause === 'not-tls' || httpStatus >= 500),
  );
  return !tls && isTlsSeen && speaksTlsToBackend(annotations)
    ? `Ingress ${name} leads to liqo-auth, which speaks plain HTTP (auth.tls=false), and an annotation has the controller speak TLS to it.`
    : undefined;
}
