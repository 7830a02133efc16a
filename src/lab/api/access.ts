import type { AccessRule, ClusterFaults } from '../topology/cluster-spec.js';
import type { Refusal } from './status.js';
import { refuse, unauthorized } from './status.js';

/** What a request wants to do to which resource. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** Plural name, with `/subresource` where there is one. */
  readonly resource: string;
  readonly namespace?: string | undefined;
}

/** The user behind the lab's kubeconfig. */
const labUser = 'liqo-doctor-operator';
const anonymousUser = 'system:anonymous';

/** Paths that the cluster role `system:public-info-viewer` opens to everybody. */
const publicPaths = new Set(['/version', '/version/', '/livez', '/readyz', '/healthz']);

/** Decides who a request comes from: the user, nobody in particular, or a refusal. */
export function authenticate(
  authorization: string | undefined,
  token: string,
  faults: ClusterFaults,
): { readonly user: string } | Refusal {
  if (authorization === undefined) {
    return faults.refuseAnonymous === true ? unauthorized() : { user: anonymousUser };
  }
  const isRight = authorization === `Bearer ${token}` && faults.refuseTokens !== true;
  return isRight ? { user: labUser } : unauthorized();
}

/** Refuses what the user may not do at all; `undefined` lets the request pass. */
export function authorizePath(user: string, path: string): Refusal | undefined {
  if (user !== anonymousUser || publicPaths.has(path)) return undefined;
  return refuse(403, 'Forbidden', {
    message: `forbidden: User "${user}" cannot get path "${path}"`,
    details: {},
  });
}

/** Refuses what the lab's faults forbid; `undefined` lets the request pass. */
export function authorize(attributes: Attributes, faults: ClusterFaults): Refusal | undefined {
  if (isAllowed(attributes, faults)) return undefined;
  const { verb, group, resource, namespace } = attributes;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const full = group === '' ? resource : `${resource}.${group}`;
  return refuse(403, 'Forbidden', {
    message: `${full} is forbidden: User "${labUser}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
    details: { group, kind: resource },
  });
}

/** What a SelfSubjectAccessReview answers; a question for `*` asks for everything. */
export function isAllowed(attributes: Attributes, { forbidden = [], allowedOnly }: ClusterFaults): boolean {
  if (attributes.verb === '*') return forbidden.length === 0 && allowedOnly === undefined;
  const concerns = (rule: AccessRule): boolean => matches(rule, attributes);
  return !forbidden.some(concerns) && (allowedOnly === undefined || allowedOnly.some(concerns));
}

function matches(rule: AccessRule, { verb, group, resource, namespace }: Attributes): boolean {
  const full = group === '' ? resource : `${resource}.${group}`;
  return (
    (rule.verb === '*' || rule.verb === verb) &&
    (rule.resource === '*' || rule.resource === full || rule.resource === resource) &&
    (rule.namespace === undefined || rule.namespace === namespace)
  );
}
