import type { PermissionFacts } from '../../model/permission-facts.js';
import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-RUN-003: the kubeconfig's user may do what liqoctl will need. */
export function permissionsSuffice({ clusters }: RuleContext): readonly Finding[] {
  return sides.map((cluster) => permissionFinding(cluster, clusters[cluster].permissions));
}

function permissionFinding(cluster: Side, permissions: readonly PermissionFacts[]): Finding {
  const code = 'LD-RUN-003';
  if (permissions.length === 0) {
    return makeFinding(code, { status: 'skip', cluster, reason: 'The API server was not asked.' });
  }
  const denied = permissions.filter(({ allowed }) => allowed.known && !allowed.value);
  if (denied.length > 0) {
    const reason = `The user may not ${denied.map(phraseOf).join('; may not ')}.`;
    return makeFinding(code, { status: 'warn', cluster, reason });
  }
  const [unread] = permissions.flatMap(({ allowed }) => (allowed.known ? [] : [allowed.reason]));
  return unread === undefined
    ? makeFinding(code, { status: 'pass', cluster })
    : makeFinding(code, {
        status: 'unknown',
        cluster,
        reason: `Whether the user may do all of it could not be told: ${unread}.`,
      });
}

/** `create namespaces (to create the tenant namespace)`. */
function phraseOf({ verb, resource, namespace, purpose }: PermissionFacts): string {
  const what = verb === '*' && resource === '*' ? 'do everything' : `${verb} ${resource}`;
  return `${what}${namespace === undefined ? '' : ` in namespace ${namespace}`} (${purpose})`;
}
