/**
 * The code of an error that Node reported, such as `ECONNREFUSED`; `UNKNOWN` when it carries none.
 *
 * Node makes the codes of TLS alerts from OpenSSL's words, which OpenSSL 3.5 (newer releases of Node.js 22, and later ones) changed from "sslv3
 * alert …" to "ssl/tls alert …": one alert has one code here, the older one.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'UNKNOWN';
  return typeof error.code === 'string'
    ? error.code.replace('ERR_SSL_SSL/TLS_', 'ERR_SSL_SSLV3_')
    : 'UNKNOWN';
}
