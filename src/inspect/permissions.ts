import type { V1ResourceAttributes } from '@kubernetes/client-node';
import * as z from 'zod/mini';

import type { ApiFailure, ApiTarget } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import { printable } from '../kubernetes/printable.js';
import type { NeededPermission } from '../liqo/needed-permission.js';
import type { PermissionFacts } from '../model/permission-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';

const reviewTarget: ApiTarget = {
  verb: 'create',
  resource: 'selfsubjectaccessreviews.authorization.k8s.io',
};

/** How facts name a review as their source. */
const review = 'SelfSubjectAccessReview';

/**
 * Asks the API server whether the kubeconfig's user may do each of these things, one call for each and a few of them
 * under way at once. Creates nothing: a review is answered and forgotten. The answers keep the order of the questions.
 *
 * Where the namespace cannot be known yet, the whole cluster is asked for, and a refusal there says nothing.
 *
 * SOURCE: Kubernetes API reference, SelfSubjectAccessReview v1 (every authenticated user may create one, by the
 * cluster role `system:basic-user`).
 */
export function reviewPermissions(
  connection: ClusterConnection,
  needed: readonly NeededPermission[],
): Promise<PermissionFacts[]> {
  return Promise.all(
    needed.map(async (permission) => {
      const { verb, resource, scope, purpose } = permission;
      const allowed = await reviewOne(connection, permission);
      return {
        verb,
        resource,
        ...(scope.kind === 'namespace' ? { namespace: scope.namespace } : {}),
        purpose,
        allowed: scope.kind === 'unknown-namespace' ? onlyWhenAllowed(allowed) : allowed,
      };
    }),
  );
}

/** Whether a namespace is there. */
export async function namespaceExists(connection: ClusterConnection, name: string): Promise<Fact<boolean>> {
  const target: ApiTarget = { verb: 'get', resource: `namespaces/${name}` };
  const found = await connection.read(`/api/v1/namespaces/${encodeURIComponent(name)}`, target);
  if (found.ok) return known(true, target.resource);
  return found.failure.code === 'not-found'
    ? known(false, target.resource)
    : unknown(reasonOf(found.failure));
}

async function reviewOne(
  connection: ClusterConnection,
  permission: NeededPermission,
): Promise<Fact<boolean>> {
  const answer = await connection.call(reviewTarget, () =>
    connection.authorization.createSelfSubjectAccessReview({
      body: { spec: { resourceAttributes: attributesOf(permission) } },
    }),
  );
  return answer.ok ? verdictOf(answer.value) : unknown(reasonOf(answer.failure));
}

/** A namespace is an object of the cluster, yet the API server takes it for one that lies within itself. */
function attributesOf({ verb, resource, scope, name }: NeededPermission): V1ResourceAttributes {
  const [kind = '', subresource] = resource.split('/');
  const dot = kind.indexOf('.');
  const group = resource === '*' ? '*' : dot === -1 ? '' : kind.slice(dot + 1);
  const namespace = scope.kind === 'namespace' ? scope.namespace : undefined;
  const objectName = resource === 'namespaces' ? namespace : name;
  return {
    verb,
    group,
    resource: dot === -1 ? kind : kind.slice(0, dot),
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(objectName === undefined ? {} : { name: objectName }),
  };
}

const answerSchema = z.object({
  status: z.object({
    allowed: z.boolean(),
    denied: z.nullish(z.boolean()),
    evaluationError: z.nullish(z.string()),
  }),
});

/** An authorizer that could not be asked may have allowed what the others had no opinion on. */
function verdictOf(answer: unknown): Fact<boolean> {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return unknown(`the API server's answer to a ${review} is malformed`);
  const { allowed, denied, evaluationError } = parsed.data.status;
  if (allowed || denied === true || (evaluationError ?? '') === '') {
    return known(allowed && denied !== true, review);
  }
  return unknown(`the API server could not decide: ${printable(evaluationError ?? '')}`);
}

function onlyWhenAllowed(inCluster: Fact<boolean>): Fact<boolean> {
  return inCluster.known && !inCluster.value
    ? unknown('it may be granted in the tenant namespace, whose name is not known yet')
    : inCluster;
}

/** Completes "unknown: …". */
function reasonOf({ code, message, target }: ApiFailure): string {
  const words = `${target.verb} ${target.resource}`;
  return code === 'forbidden'
    ? `the kubeconfig's user may not ${words}`
    : `the attempt to ${words} failed: ${message}`;
}
