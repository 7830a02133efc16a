/**
 * Why a call to a Kubernetes API did not give what was asked.
 *
 * `unreachable`: no TCP connection; `timeout`: no answer in time; `tls`: the server's certificate is not trusted;
 * `unauthorized`: 401; `forbidden`: 403; `not-found`: 404; `conflict`: 409; `rejected`: 400 or 422, and 403 by an
 * admission plugin; `throttled`: 429; `server-error`: 5xx; `credentials`: the kubeconfig's credential could not be
 * produced; `malformed`: an answer that is not what the API promises; `aborted`: this run was cancelled.
 */
export type ApiFailureCode =
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rejected'
  | 'throttled'
  | 'server-error'
  | 'credentials'
  | 'malformed'
  | 'aborted'
  | 'unknown';

/** What was asked of the API: enough to name the permission it needs. */
export interface ApiTarget {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';
  /** Such as `nodes`, `pods/log` or `foreignclusters.discovery.liqo.io`. */
  readonly resource: string;
  readonly namespace?: string | undefined;
}

/** A failed call, in our words; `message` is one printable line without credentials or headers. */
export interface ApiFailure {
  readonly code: ApiFailureCode;
  readonly message: string;
  readonly target: ApiTarget;
  /** The server URL that was called. */
  readonly server: string;
  readonly httpStatus?: number | undefined;
  /** The errno or TLS code underneath, such as `ECONNREFUSED`. */
  readonly cause?: string | undefined;
}
