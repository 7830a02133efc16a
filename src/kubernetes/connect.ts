import { failure, success, type Result } from '../model/result.js';
import type { ApiFailure } from './api-failure.js';
import { createApiSender, type ApiSender } from './api-sender.js';
import { conforming } from './conforming.js';
import { createCallScope, signalOfCall, type CallScope } from './call-scope.js';
import type { ClusterConnection } from './connection.js';
import { createCredentials, type Credentials } from './credentials.js';
import { followLog } from './follow-log.js';
import type { LoadedKubeconfig } from './kubeconfig.js';
import { fromHttpStatus, normaliseError, type FailedCall } from './normalise-error.js';
import { createServerObserver } from './server-observer.js';
import type { HttpAnswer } from './transport.js';
import { createTypedClients } from './typed-clients.js';

/** How patient a connection is. */
export interface ConnectOptions {
  /** Milliseconds for one call with its retries, the credential plugin not counted; 10,000 when not given. */
  readonly timeoutMs?: number | undefined;
}

const defaultTimeoutMs = 10_000;

/** SOURCE: Kubernetes API concepts, "Metadata-only fetches". */
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** Opens a connection to the cluster of a kubeconfig context. Nothing is sent, and no plugin runs, before a call. */
export function connect(loaded: LoadedKubeconfig, options: ConnectOptions = {}): ClusterConnection {
  const { server } = loaded;
  const credentials = createCredentials(loaded);
  const scope = createCallScope(server, options.timeoutMs ?? defaultTimeoutMs);
  const closing = new AbortController();
  const observer = createServerObserver();
  const send = createApiSender(credentials, observer.see);
  const inTime = createTimedCall(scope, credentials);
  return {
    contextName: loaded.contextName,
    server,
    certificateAuthority: loaded.certificateAuthority,
    verifiesServer: !loaded.cluster.skipTLSVerify,
    serverCertificate: observer.certificate,
    serverClock: observer.clock,
    ...createTypedClients(server, send),
    call: inTime,
    read: async (path, target, { metadataOnly: bare = false } = {}) => {
      const accept = bare ? metadataOnly : 'application/json';
      const answer = await inTime(target, () => get(send, server + path, accept));
      return answer.ok ? parseAnswer(answer.value, { target, server }) : answer;
    },
    followLog: (log, onLine, until) => followLog({ server, scope, credentials }, { log, onLine, ...until }),
    exec: async (target, signal) => {
      // Loaded when it is needed: hardly any run captures anything.
      const { execCommand } = await import('./exec-command.js');
      return execCommand({ server, scope, credentials }, target, AbortSignal.any([signal, closing.signal]));
    },
    close: () => {
      closing.abort();
      scope.close();
      credentials.close();
    },
  };
}

/** Calls whose time begins when the credential is there: a plugin has its own, longer limit. */
function createTimedCall(scope: CallScope, credentials: Credentials): ClusterConnection['call'] {
  return (target, request) =>
    scope.guard(target, async () => {
      await credentials.get();
      // A deletion is answered with a Status, as the clients expect, or with the object: nobody reads either.
      return scope.withDeadline(async () => {
        const answer = await request();
        return target.verb === 'delete' ? answer : conforming(answer);
      });
    });
}

function get(send: ApiSender, url: string, accept: string): Promise<HttpAnswer> {
  return send({ method: 'GET', url, headers: { Accept: accept }, signal: signalOfCall() });
}

function parseAnswer(answer: HttpAnswer, call: FailedCall): Result<unknown, ApiFailure> {
  const text = answer.body.toString('utf8');
  if (answer.status !== 200) return failure(fromHttpStatus(answer.status, text, call));
  try {
    return success(JSON.parse(text) as unknown);
  } catch (error) {
    return failure(normaliseError(error, call));
  }
}
