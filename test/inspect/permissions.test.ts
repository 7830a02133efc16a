import type { IncomingMessage } from 'node:http';

import { expect, test } from 'vitest';

import { namespaceExists, reviewPermissions } from '../../src/inspect/permissions.js';
import type { NeededPermission } from '../../src/liqo/needed-permission.js';
import { known, unknown } from '../../src/model/fact.js';
import { forbidden, json, status, withServer } from '../helpers/kubernetes-server.js';

const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const asked = 'create selfsubjectaccessreviews.authorization.k8s.io';

function permission(overrides: Partial<NeededPermission> = {}): NeededPermission {
  return {
    verb: 'create',
    resource: 'gatewayservers.networking.liqo.io',
    scope: { kind: 'namespace', namespace: 'liqo-tenant-oslo' },
    purpose: 'to create the gateway server',
    ...overrides,
  };
}

async function bodyOf(request: IncomingMessage): Promise<{ spec: { resourceAttributes: object } }> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as { spec: { resourceAttributes: object } };
}

/** Facts about one permission where the server answers a review so. */
async function reviewed(
  answer: { readonly code?: number; readonly body: object },
  needed = permission(),
): Promise<unknown> {
  let allowed: unknown;
  await withServer(
    (_request, response) => json(response, answer.body, answer.code ?? 201),
    async (_server, connection) => {
      const [facts] = await reviewPermissions(connection, [needed]);
      allowed = facts?.allowed;
    },
  );
  return allowed;
}

function review(reviewStatus: unknown): { readonly body: object } {
  return {
    body: { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', status: reviewStatus },
  };
}

test('asks one review for each permission, in the words of the API, and keeps their order', async () => {
  const attributes: object[] = [];
  await withServer(
    (request, response) => {
      void bodyOf(request).then(({ spec }) => {
        attributes.push(spec.resourceAttributes);
        json(response, review({ allowed: !JSON.stringify(spec).includes('secrets') }).body, 201);
      });
    },
    async (server, connection) => {
      const facts = await reviewPermissions(connection, [
        permission(),
        permission({ verb: 'get', resource: 'secrets', name: 'auth-token', purpose: 'to read the token' }),
        permission({
          resource: 'pods/portforward',
          scope: { kind: 'namespace', namespace: 'liqo' },
          purpose: 'p',
        }),
        permission({ verb: 'get', resource: 'namespaces', purpose: 'to find the tenant namespace' }),
        permission({ verb: 'list', resource: 'nodes', scope: { kind: 'cluster' }, purpose: 'n' }),
        permission({ verb: '*', resource: '*', scope: { kind: 'cluster' }, purpose: 'to install Liqo' }),
      ]);
      expect(facts).toEqual([
        {
          verb: 'create',
          resource: 'gatewayservers.networking.liqo.io',
          namespace: 'liqo-tenant-oslo',
          purpose: 'to create the gateway server',
          allowed: known(true, 'SelfSubjectAccessReview'),
        },
        {
          verb: 'get',
          resource: 'secrets',
          namespace: 'liqo-tenant-oslo',
          purpose: 'to read the token',
          allowed: known(false, 'SelfSubjectAccessReview'),
        },
        {
          verb: 'create',
          resource: 'pods/portforward',
          namespace: 'liqo',
          purpose: 'p',
          allowed: known(true, 'SelfSubjectAccessReview'),
        },
        {
          verb: 'get',
          resource: 'namespaces',
          namespace: 'liqo-tenant-oslo',
          purpose: 'to find the tenant namespace',
          allowed: known(true, 'SelfSubjectAccessReview'),
        },
        { verb: 'list', resource: 'nodes', purpose: 'n', allowed: known(true, 'SelfSubjectAccessReview') },
        {
          verb: '*',
          resource: '*',
          purpose: 'to install Liqo',
          allowed: known(true, 'SelfSubjectAccessReview'),
        },
      ]);
      expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(
        Array.from({ length: 6 }, () => `POST ${reviews}`),
      );
    },
  );
  // Four are under way at once: the server sees them in any order.
  expect(attributes).toHaveLength(6);
  expect(attributes).toEqual(
    expect.arrayContaining([
      {
        verb: 'create',
        group: 'networking.liqo.io',
        resource: 'gatewayservers',
        namespace: 'liqo-tenant-oslo',
      },
      { verb: 'get', group: '', resource: 'secrets', namespace: 'liqo-tenant-oslo', name: 'auth-token' },
      { verb: 'create', group: '', resource: 'pods', subresource: 'portforward', namespace: 'liqo' },
      {
        verb: 'get',
        group: '',
        resource: 'namespaces',
        namespace: 'liqo-tenant-oslo',
        name: 'liqo-tenant-oslo',
      },
      { verb: 'list', group: '', resource: 'nodes' },
      { verb: '*', group: '*', resource: '*' },
    ]),
  );
});

test('has at most eight reviews under way at once', async () => {
  let open = 0;
  let most = 0;
  await withServer(
    (_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        json(response, review({ allowed: true }).body, 201);
      }, 20);
    },
    async (_server, connection) => {
      const facts = await reviewPermissions(
        connection,
        Array.from({ length: 16 }, () => permission()),
      );
      expect(facts).toHaveLength(16);
    },
  );
  expect(most).toBe(8);
});

test.each([
  ['allowed', { allowed: true }, known(true, 'SelfSubjectAccessReview')],
  ['not allowed', { allowed: false }, known(false, 'SelfSubjectAccessReview')],
  ['denied outright', { allowed: false, denied: true }, known(false, 'SelfSubjectAccessReview')],
  // Contradictory, and forbidden by the API; the refusal counts.
  ['both at once', { allowed: true, denied: true }, known(false, 'SelfSubjectAccessReview')],
  [
    'allowed in spite of an authorizer that failed',
    { allowed: true, evaluationError: 'webhook: timeout' },
    known(true, 'SelfSubjectAccessReview'),
  ],
  [
    'denied beside an authorizer that failed',
    { allowed: false, denied: true, evaluationError: 'webhook: timeout' },
    known(false, 'SelfSubjectAccessReview'),
  ],
  [
    'no opinion, and an authorizer that failed',
    { allowed: false, evaluationError: 'webhook:\u001b[31m timeout' },
    unknown('the API server could not decide: webhook:\uFFFD[31m timeout'),
  ],
  [
    'without a status',
    undefined,
    unknown("the API server's answer to a SelfSubjectAccessReview is malformed"),
  ],
  [
    'allowed as a word',
    { allowed: 'yes' },
    unknown(
      `the attempt to ${asked} failed: the API server answered with an object of the wrong form (status.allowed)`,
    ),
  ],
])('takes a review that is %s for what it says', async (_title, reviewStatus, allowed) => {
  expect(await reviewed(review(reviewStatus))).toEqual(allowed);
});

test.each([
  [403, forbidden('create', 'selfsubjectaccessreviews'), unknown(`the kubeconfig's user may not ${asked}`)],
  [
    404,
    status(404, 'NotFound', 'the server could not find the requested resource'),
    unknown(`the attempt to ${asked} failed: the server could not find the requested resource`),
  ],
])('a review refused with %i leaves the permission unknown', async (code, body, allowed) => {
  expect(await reviewed({ code, body })).toEqual(allowed);
});

test('a review that is not answered leaves the permission unknown', async () => {
  await withServer(
    () => undefined,
    async ({ url }, connection) => {
      const [facts] = await reviewPermissions(connection, [permission()]);
      expect(facts?.allowed).toEqual(
        unknown(`the attempt to ${asked} failed: ${url} did not answer within 100 ms`),
      );
    },
    100,
  );
});

test.each([
  ['granted in the whole cluster', true, known(true, 'SelfSubjectAccessReview')],
  [
    'refused in the whole cluster',
    false,
    unknown('it may be granted in the tenant namespace, whose name is not known yet'),
  ],
] as const)('what is %s where the namespace is not known', async (_title, allowed, fact) => {
  const needed = permission({ scope: { kind: 'unknown-namespace' } });
  expect(await reviewed(review({ allowed }), needed)).toEqual(fact);
});

test.each([
  [
    200,
    { kind: 'Namespace', metadata: { name: 'liqo-tenant-oslo' } },
    known(true, 'namespaces/liqo-tenant-oslo'),
  ],
  [404, status(404, 'NotFound', 'not found'), known(false, 'namespaces/liqo-tenant-oslo')],
  [
    403,
    forbidden('get', 'namespaces'),
    unknown("the kubeconfig's user may not get namespaces/liqo-tenant-oslo"),
  ],
])('an answer of %i tells whether a namespace is there', async (code, body, exists) => {
  await withServer(
    (_request, response) => json(response, body, code),
    async (_server, connection) => {
      expect(await namespaceExists(connection, 'liqo-tenant-oslo')).toEqual(exists);
    },
  );
});
