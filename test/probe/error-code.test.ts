import { expect, test } from 'vitest';

import { errorCode } from '../../src/probe/error-code.js';

test.each([
  ['ECONNREFUSED', 'ECONNREFUSED'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
])('gives one alert one code, whatever OpenSSL calls it: %s', (code, expected) => {
  expect(errorCode(Object.assign(new Error('alert'), { code }))).toBe(expected);
});

test('says UNKNOWN of what carries no code', () => {
  expect([errorCode(new Error('plain')), errorCode('text'), errorCode({ code: 'X' })]).toEqual([
    'UNKNOWN',
    'UNKNOWN',
    'UNKNOWN',
  ]);
});
