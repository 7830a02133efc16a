/**
 * What this program itself says of a call that gave nothing, before it becomes an `ApiFailure`:
 * `DEADLINE` its time is over; `CLOSED` the connection was closed; `CANCELLED` the caller's signal aborted;
 * `TOO_LARGE` the answer is beyond the bound; `MALFORMED` it is not of the form promised; `CREDENTIALS` the credential could not be produced.
 */
export type CallErrorCode = 'DEADLINE' | 'CLOSED' | 'CANCELLED' | 'TOO_LARGE' | 'MALFORMED' | 'CREDENTIALS';

/** Thrown inside the edge to the API and turned into an `ApiFailure` there; never leaves it. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: CallErrorCode;
  /** The errno underneath, when there is one. */
  readonly errno: string | undefined;

  constructor(code: CallErrorCode, message: string, errno?: string) {
    super(message);
    this.code = code;
    this.errno = errno;
  }
}
