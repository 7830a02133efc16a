import type { IngressFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

type Answer = Pick<Finding, 'status' | 'reason'>;

/** LD-AUTH-006: a controller serves the Ingress in front of the authentication server. */
export function ingressIsServed({ clusters, release }: RuleContext): readonly Finding[] {
  if (release.generation === 'g3') return [];
  return sides.flatMap((cluster) => {
    const ingress = valueOf(clusters[cluster].liqo.authIngress);
    if (ingress === undefined || ingress === null) return [];
    return [makeFinding('LD-AUTH-006', { service: 'auth', cluster, ...answerFor(ingress) })];
  });
}

function answerFor(ingress: IngressFacts): Answer {
  const { name, addresses, className, classes } = ingress;
  if (addresses.length > 0) return { status: 'pass' };
  const without = `No Ingress controller has published an address for Ingress ${name}`;
  if (classes?.known !== true) {
    const why =
      classes === undefined ? '' : `, and which classes the cluster has is unknown: ${classes.reason}`;
    return { status: 'unknown', reason: `${without}${why}.` };
  }
  const existing = classes.value;
  if (existing.length === 0) {
    return { status: 'warn', reason: `${without}, and the cluster has no IngressClass at all.` };
  }
  const all = `the cluster has ${existing.join(', ')}`;
  if (className === undefined)
    return { status: 'warn', reason: `${without}; it names no class, and ${all}.` };
  if (existing.includes(className)) {
    const maybe = `${className}, the class that it asks for, is there: its controller may not run, or does not publish where it is`;
    return { status: 'warn', reason: `${without}; ${maybe}.` };
  }
  return { status: 'warn', reason: `${without}: it asks for the class ${className}, and ${all}.` };
}
