import type { ServerResponse } from 'node:http';

import * as z from 'zod/mini';

import type { Attributes } from './access.js';
import { authenticate, authorize, authorizePath, isAllowed } from './access.js';
import type { ClusterApi } from './cluster-api.js';
import type { DeleteOptions } from './deletion.js';
import { describeApi } from './discovery-documents.js';
import { createObject, deleteCollection, listObjects } from './handle-collection.js';
import type { ObjectPath } from './handle-object.js';
import { patchObject, readObject, removeObject, replaceObject } from './handle-object.js';
import { valueAt } from './kubernetes-object.js';
import { streamLog } from './pod-log.js';
import type { ResourcePath } from './request-path.js';
import { parseResourcePath } from './request-path.js';
import type { ApiAnswer } from './status.js';
import { badRequest, methodNotAllowed } from './status.js';
import { streamWatch } from './watch.js';

/** A request with its body read. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  /** Parsed JSON; `undefined` for none. */
  readonly body: unknown;
}

/** Answers a request; `undefined` when the answer is streamed by someone who took the response over. */
export function handleRequest(
  api: ClusterApi,
  request: ApiRequest,
  response: ServerResponse,
): ApiAnswer | undefined {
  const caller = authenticate(request.authorization, api.token, api.faults);
  if ('status' in caller) return caller;
  const { pathname } = request.url;
  const refusal = authorizePath(caller.user, pathname);
  if (refusal) return refusal;
  const document = describeApi(api, pathname);
  if (document) return document;
  if (pathname === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') {
    return reviewAccess(api, request.body);
  }
  const path = parseResourcePath(pathname, api.store);
  if (!path) return { status: 404, body: '404 page not found\n' };
  return authorize(attributesOf(path, request), api.faults) ?? dispatch(api, path, { ...request, response });
}

function attributesOf(path: ResourcePath, { method, url }: ApiRequest): Attributes {
  const { resource, namespace, name, subresource } = path;
  const reading = name === undefined ? (url.searchParams.get('watch') === 'true' ? 'watch' : 'list') : 'get';
  const deleting = name === undefined ? 'deletecollection' : 'delete';
  const verbs: Readonly<Record<string, string>> = {
    GET: reading,
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: deleting,
  };
  return {
    verb: verbs[method] ?? method.toLowerCase(),
    group: resource.group,
    resource: subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`,
    // As in the real one, a namespace lies within itself.
    namespace: resource.plural === 'namespaces' ? name : namespace,
  };
}

type Request = ApiRequest & { readonly response: ServerResponse };

function dispatch(api: ClusterApi, path: ResourcePath, request: Request): ApiAnswer | undefined {
  const { resource, namespace, name, subresource } = path;
  if (name === undefined) return dispatchCollection(api, path, request);
  const key = { namespace, name };
  if (resource.plural === 'pods' && subresource === 'log') {
    return streamLog(api, key, { query: request.url.searchParams, response: request.response });
  }
  if (subresource !== undefined && subresource !== 'status')
    return { status: 404, body: '404 page not found\n' };
  return dispatchObject(api, { resource, key, isStatus: subresource === 'status' }, request);
}

function dispatchCollection(api: ClusterApi, path: ResourcePath, request: Request): ApiAnswer | undefined {
  const query = request.url.searchParams;
  switch (request.method) {
    case 'GET': {
      const isWatch = query.get('watch') === 'true' || query.get('watch') === '1';
      if (!isWatch) return listObjects(api, path, query);
      streamWatch(api, path, { query, response: request.response });
      return undefined;
    }
    case 'POST':
      return path.resource.namespaced && path.namespace === undefined
        ? methodNotAllowed()
        : createObject(api, path, { body: request.body, query });
    case 'DELETE':
      return deleteCollection(api, path, { query, options: deleteOptions(request) });
    default:
      return methodNotAllowed();
  }
}

function dispatchObject(api: ClusterApi, at: ObjectPath, request: Request): ApiAnswer {
  const isDryRun = request.url.searchParams.get('dryRun') === 'All';
  switch (request.method) {
    case 'GET':
      return readObject(api, at);
    case 'PUT':
      return replaceObject(api, at, { body: request.body, isDryRun });
    case 'PATCH':
      return patchObject(api, at, { body: request.body, isDryRun });
    case 'DELETE':
      return removeObject(api, at, { options: deleteOptions(request), isDryRun });
    default:
      return methodNotAllowed();
  }
}

const policySchema = z.enum(['Background', 'Foreground', 'Orphan']);

/** Options stand in the body, in the query, or in both. */
function deleteOptions({ body, url }: ApiRequest): DeleteOptions {
  const query = url.searchParams;
  const policy = policySchema.safeParse(valueAt(body, 'propagationPolicy') ?? query.get('propagationPolicy'));
  const grace = valueAt(body, 'gracePeriodSeconds') ?? query.get('gracePeriodSeconds') ?? undefined;
  return {
    propagationPolicy: policy.success ? policy.data : 'Background',
    gracePeriodSeconds: grace === undefined ? undefined : Number(grace),
    preconditions: {
      ...textField(body, 'uid'),
      ...textField(body, 'resourceVersion'),
    },
  };
}

function textField<const K extends string>(body: unknown, key: K): Partial<Record<K, string>> {
  const value = valueAt(body, 'preconditions', key);
  return typeof value === 'string' ? ({ [key]: value } as Record<K, string>) : {};
}

const reviewSchema = z.object({
  spec: z.object({
    resourceAttributes: z.object({
      verb: z.string(),
      group: z._default(z.string(), ''),
      resource: z.string(),
      subresource: z._default(z.string(), ''),
      namespace: z._default(z.string(), ''),
    }),
  }),
});

function reviewAccess(api: ClusterApi, body: unknown): ApiAnswer {
  const review = reviewSchema.safeParse(body);
  if (!review.success) return badRequest('spec.resourceAttributes is required');
  const { verb, group, resource, subresource, namespace } = review.data.spec.resourceAttributes;
  const attributes = {
    verb,
    group,
    resource: subresource === '' ? resource : `${resource}/${subresource}`,
    namespace: namespace === '' ? undefined : namespace,
  };
  const allowed = isAllowed(attributes, api.faults);
  return {
    status: 201,
    body: {
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: review.data.spec,
      status: { allowed },
    },
  };
}
