import {
  AuthorizationV1Api,
  BatchV1Api,
  CoreV1Api,
  NetworkingV1Api,
  ResponseContext,
  ServerConfiguration,
  createConfiguration,
  wrapHttpLibrary,
  type RequestContext,
} from '@kubernetes/client-node';

import type { ApiRequest, ApiSender } from './api-sender.js';
import { signalOfCall } from './call-scope.js';
import type { ClusterConnection } from './connection.js';

/** client-node's typed clients. */
export type TypedClients = Pick<ClusterConnection, 'core' | 'authorization' | 'batch' | 'networking'>;

/**
 * client-node's typed clients over our own transport.
 *
 * Theirs opens a new connection for every call, runs credential plugins each time and cannot be bounded in size.
 */
export function createTypedClients(server: string, send: ApiSender): TypedClients {
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    httpApi: wrapHttpLibrary({
      send: async (context) => {
        const { status, headers, body } = await send(toRequest(context));
        return new ResponseContext(status, headers, {
          text: () => Promise.resolve(body.toString('utf8')),
          binary: () => Promise.resolve(body),
        });
      },
    }),
  });
  return {
    core: new CoreV1Api(configuration),
    authorization: new AuthorizationV1Api(configuration),
    batch: new BatchV1Api(configuration),
    networking: new NetworkingV1Api(configuration),
  };
}

function toRequest(context: RequestContext): ApiRequest {
  const body = context.getBody();
  if (body !== undefined && typeof body !== 'string') {
    throw new TypeError('Kubernetes API requests carry JSON text');
  }
  return {
    method: context.getHttpMethod(),
    url: context.getUrl(),
    headers: context.getHeaders(),
    body,
    signal: signalOfCall(),
  };
}
