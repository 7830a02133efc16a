/**
 * The code of an error that Node reported, such as `ECONNREFUSED`; `UNKNOWN` when it carries none.
 *
 * Node makes the codes of TLS alerts from OpenSSL's words, and OpenSSL 3.5, which newer releases of Node.js 22 and later
 * ones bring, says "ssl/tls alert …" where it said "sslv3 alert …": one alert has one code here, the older one.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'UNKNOWN';
  return typeof error.code === 'string'
    ? error.code.replace('ERR_SSL_SSL/TLS_', 'ERR_SSL_SSLV3_')
    : 'UNKNOWN';
}
