import * as z from 'zod/mini';

import type { ApiFailure, ApiFailureCode, ApiTarget } from './api-failure.js';
import { CallError, type CallErrorCode } from './call-error.js';
import { printable } from './printable.js';

/** Which call failed. */
export interface FailedCall {
  readonly target: ApiTarget;
  /** Server URL of the kubeconfig. */
  readonly server: string;
}

/**
 * Turns whatever a call to an API server threw into an `ApiFailure`.
 *
 * The one place that knows foreign errors. It goes by codes: the HTTP status of client-node's `ApiException`, the
 * errno or TLS code of a transport error, our own `CallError`. What it does not know is `unknown`, with the error's
 * name as `cause`.
 */
export function normaliseError(error: unknown, call: FailedCall): ApiFailure {
  if (error instanceof CallError) {
    return describe(call, callErrors[error.code], error.message, { cause: error.errno });
  }
  const status = httpStatusOf(error);
  if (status !== undefined) return fromHttpStatus(status, bodyOf(error), call);
  const code = errorCodeOf(error);
  if (code !== undefined) return fromErrorCode(code, call);
  if (error instanceof SyntaxError) {
    return describe(call, 'malformed', `${call.server} answered with something that is not JSON`);
  }
  const name = error instanceof Error ? error.name : typeof error;
  return describe(call, 'unknown', `the call to ${call.server} failed unexpectedly (${name})`, {
    cause: name,
  });
}

/** An `ApiFailure` for an HTTP status that is no success, from an answer that was read as raw text. */
export function fromHttpStatus(status: number, body: unknown, call: FailedCall): ApiFailure {
  const said = messageOf(body);
  const code = codeOfStatus(status, said, call.target);
  const where = `${call.server} answered ${String(status)}`;
  return describe(call, code, said === undefined ? where : printable(said), { httpStatus: status });
}

const callErrors: Readonly<Record<CallErrorCode, ApiFailureCode>> = {
  DEADLINE: 'timeout',
  CLOSED: 'aborted',
  CANCELLED: 'aborted',
  TOO_LARGE: 'malformed',
  MALFORMED: 'malformed',
  CREDENTIALS: 'credentials',
};

/** What Node and OpenSSL call a server that cannot be reached, with our words for it. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'reset the connection',
  ECONNABORTED: 'broke the connection',
  EPIPE: 'closed the connection',
  EHOSTUNREACH: 'cannot be reached: no route to the host',
  ENETUNREACH: 'cannot be reached: no route to its network',
  EHOSTDOWN: 'cannot be reached: the host is down',
  EADDRNOTAVAIL: 'cannot be reached from any address of this machine',
  EACCES: 'cannot be reached: this machine does not permit the connection',
  EPERM: 'cannot be reached: this machine does not permit the connection',
  ENOTFOUND: 'cannot be reached: its name does not exist',
  EAI_AGAIN: 'cannot be reached: its name could not be resolved',
  EAI_FAIL: 'cannot be reached: its name could not be resolved',
};

/** Codes of OpenSSL's certificate verification, as `tls.TLSSocket.authorizationError` carries them. */
const tls: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'presents a self-signed certificate that the kubeconfig does not trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'presents a certificate of an authority that the kubeconfig does not trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'presents a certificate of an authority that the kubeconfig does not trust',
  UNABLE_TO_GET_ISSUER_CERT: 'presents a certificate of an authority that the kubeconfig does not trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'presents a certificate of an authority that the kubeconfig does not trust',
  CERT_SIGNATURE_FAILURE: 'presents a certificate that the trusted authority did not sign',
  CERT_HAS_EXPIRED: 'presents a certificate that has expired',
  CERT_NOT_YET_VALID: 'presents a certificate that is not valid yet',
  CERT_UNTRUSTED: 'presents a certificate that is not trusted',
  CERT_REVOKED: 'presents a certificate that was revoked',
  INVALID_CA: 'presents a certificate of an authority that may not issue it',
  INVALID_PURPOSE: 'presents a certificate that is not meant for servers',
  HOSTNAME_MISMATCH: 'presents a certificate for other names',
  ERR_TLS_CERT_ALTNAME_INVALID: 'presents a certificate for other names',
  EPROTO: 'does not speak TLS as expected',
};

function fromErrorCode(code: string, call: FailedCall): ApiFailure {
  const say = (failureCode: ApiFailureCode, words: string): ApiFailure =>
    describe(call, failureCode, `${call.server} ${words} (${printable(code, 60)})`, { cause: code });
  const reach = unreachable[code];
  if (reach !== undefined) return say('unreachable', reach);
  const trust = tls[code];
  if (trust !== undefined) return say('tls', trust);
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return say('timeout', 'did not answer in time');
  if (code === 'ABORT_ERR') return say('aborted', 'was not waited for any longer');
  if (code === 'ERR_INVALID_CHAR')
    return say('credentials', 'cannot be sent the credential of the kubeconfig');
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return say('tls', 'does not speak TLS as expected');
  }
  // HTTP parser (llhttp) and decompression: what came back is not what was promised.
  if (code.startsWith('HPE_') || code.startsWith('Z_'))
    return say('malformed', 'did not answer with valid HTTP');
  return say('unknown', 'could not be called');
}

function codeOfStatus(status: number, said: string | undefined, target: ApiTarget): ApiFailureCode {
  switch (status) {
    case 400:
    case 422:
      return 'rejected';
    case 401:
      return 'unauthorized';
    case 403:
      return isRefusedByAdmission(said, target) ? 'rejected' : 'forbidden';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 429:
      return 'throttled';
    default:
      if (status >= 500) return 'server-error';
      // A redirect or an unknown 2xx comes from something that is no API server.
      return status < 400 ? 'malformed' : 'unknown';
  }
}

/**
 * Whether a 403 comes from admission (Pod Security, webhook, policy, quota) instead of the authorizer.
 *
 * The one place where a message has to be read: both answer with status 403 and reason `Forbidden`, and nothing but
 * the text differs. The authorizer's text always has the form `User "…" cannot create resource …`, whoever wrote the
 * policy; so on a write, every other text is admission's.
 * SOURCE: Kubernetes apiserver pkg/endpoints/handlers/responsewriters/errors.go, `forbiddenMessage`.
 */
function isRefusedByAdmission(said: string | undefined, target: ApiTarget): boolean {
  const isWrite = target.verb === 'create' || target.verb === 'update' || target.verb === 'patch';
  return isWrite && said !== undefined && !/\bUser ".*" cannot /u.test(said);
}

const statusSchema = z.object({ kind: z.literal('Status'), message: z.string() });

/** The message of a Kubernetes `Status`, which arrives as an object or as JSON text. */
function messageOf(body: unknown): string | undefined {
  let status = body;
  if (typeof body === 'string') {
    try {
      status = JSON.parse(body);
    } catch {
      return undefined;
    }
  }
  const parsed = statusSchema.safeParse(status);
  return parsed.success && parsed.data.message !== '' ? parsed.data.message : undefined;
}

/** `ApiException` is recognised by its shape: a bundle may hold its class twice. */
function httpStatusOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function bodyOf(error: unknown): unknown {
  return error instanceof Error && 'body' in error ? error.body : undefined;
}

function errorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? errorCodeOf(error.cause) : undefined;
}

function describe(
  call: FailedCall,
  code: ApiFailureCode,
  ...[message, details]: [
    message: string,
    details?: { readonly httpStatus?: number; readonly cause?: string | undefined },
  ]
): ApiFailure {
  return {
    code,
    message,
    target: call.target,
    server: call.server,
    ...(details?.httpStatus !== undefined && { httpStatus: details.httpStatus }),
    ...(details?.cause !== undefined && { cause: details.cause }),
  };
}
