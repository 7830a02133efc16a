/** The code of an error that Node reported, such as `ECONNREFUSED`; `UNKNOWN` when it carries none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'UNKNOWN';
  return typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
