import type { AuthorizationV1Api, BatchV1Api, CoreV1Api, NetworkingV1Api } from '@kubernetes/client-node';

import type { Result } from '../model/result.js';
import type { ApiFailure, ApiTarget } from './api-failure.js';
import type { apiOperations } from './api-operations.js';
import type { ExecSession, ExecTarget } from './exec-session.js';
import type { ClockReading, PresentedCertificate } from './server-observer.js';

/** Which pod's log to follow. */
export interface LogTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** How a path is read. */
export interface ReadOptions {
  /** Asks for the objects' metadata alone (`PartialObjectMetadataList`); a server may answer with whole objects. */
  readonly metadataOnly?: boolean | undefined;
}

type OperationOf<Client extends keyof typeof apiOperations> = (typeof apiOperations)[Client][number];

/** When a log is followed no longer. */
export interface LogEnd {
  readonly signal: AbortSignal;
  /** Asked after the lines of each piece of the log; absent where all of it is wanted. */
  readonly isEnough?: (() => boolean) | undefined;
}

/**
 * An open connection to one cluster's API: kept alive, with credentials produced once.
 *
 * The typed clients throw; only `call` may invoke them, so that every failure becomes an `ApiFailure`.
 */
export interface ClusterConnection {
  /** Name of the kubeconfig context. */
  readonly contextName: string;
  /** Server URL of the kubeconfig. */
  readonly server: string;
  /** PEM of the authority that the kubeconfig trusts; `undefined` when it names none. */
  readonly certificateAuthority: string | undefined;
  /** False when the kubeconfig says not to verify the server's certificate, or the server speaks plain HTTP. */
  readonly verifiesServer: boolean;
  /**
   * What the server presented on the first connection that was answered, also through a proxy; `undefined` before
   * that, and over plain HTTP.
   */
  serverCertificate(): PresentedCertificate | undefined;
  /** The server's clock, from the answer with the shortest round trip; `undefined` while none had a usable `Date`. */
  serverClock(): ClockReading | undefined;
  readonly core: Pick<CoreV1Api, OperationOf<'CoreV1Api'>>;
  readonly authorization: Pick<AuthorizationV1Api, OperationOf<'AuthorizationV1Api'>>;
  readonly batch: Pick<BatchV1Api, OperationOf<'BatchV1Api'>>;
  readonly networking: Pick<NetworkingV1Api, OperationOf<'NetworkingV1Api'>>;
  /** Makes one call with its own deadline and turns whatever it throws into an `ApiFailure`. */
  call<T>(target: ApiTarget, request: () => Promise<T>): Promise<Result<T, ApiFailure>>;
  /** Reads a path as raw JSON, for kinds that the typed clients do not know. `path` begins with `/`. */
  read(path: string, target: ApiTarget, options?: ReadOptions): Promise<Result<unknown, ApiFailure>>;
  /**
   * Follows a container's log until it ends, nothing more is wanted or the stream breaks.
   * `onLine` gets complete lines without their newline, each of at most 64 KiB.
   */
  followLog(
    target: LogTarget,
    onLine: (line: string) => void,
    until: LogEnd,
  ): Promise<Result<undefined, ApiFailure>>;
  /**
   * Starts a command in a container, by `create pods/exec`, and gives it as soon as the connection stands. It ends with
   * the command, or with the connection when the signal aborts.
   */
  exec(target: ExecTarget, signal: AbortSignal): Promise<Result<ExecSession, ApiFailure>>;
  /** Closes every socket. Calls under way fail with `aborted`. */
  close(): void;
}
