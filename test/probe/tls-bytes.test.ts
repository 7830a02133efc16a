import { expect, test } from 'vitest';

import { recogniseFirstBytes, wantsClientCertificate } from '../../src/probe/tls-bytes.js';
import { fc } from '../helpers/seeded-fast-check.js';

test.each([
  ['', { kind: 'nothing' }],
  ['\x16\x03\x03\x00\x7a', { kind: 'tls' }],
  ['\x15\x03\x01\x00\x02\x02\x28', { kind: 'tls' }],
  ['HTTP/1.1 400 Bad Request\r\n\r\n', { kind: 'http', head: { status: 400, headers: {} } }],
  ['HTTP/1.0 407 Proxy Authentication Required\r\n', { kind: 'http', head: { status: 407, headers: {} } }],
  [
    'HTTP/1.1 403 Forbidden\r\nProxy-Agent: gate\r\n',
    { kind: 'http', head: { status: 403, headers: { 'proxy-agent': 'gate' } } },
  ],
  ['SSH-2.0-OpenSSH_9.2p1\r\n', { kind: 'other' }],
  ['\x16HTTP', { kind: 'other' }],
])('recognises %j', (text, expected) => {
  expect(recogniseFirstBytes(Buffer.from(text, 'latin1'))).toEqual(expected);
});

/** A handshake record (type 22, version 3.3) around messages given as type and length of a zero-filled body. */
function record(...messages: readonly (readonly [type: number, bodyBytes: number])[]): Buffer {
  const payload = Buffer.concat(
    messages.map(([type, length]) =>
      Buffer.concat([Buffer.from([type, 0, length >> 8, length & 255]), Buffer.alloc(length)]),
    ),
  );
  return Buffer.concat([Buffer.from([22, 3, 3, payload.length >> 8, payload.length & 255]), payload]);
}

test('finds a request for a client certificate among the messages of a handshake', () => {
  // ServerHello (2), Certificate (11), ServerKeyExchange (12), CertificateRequest (13), ServerHelloDone (14).
  expect(wantsClientCertificate(record([2, 70], [11, 900], [12, 200], [13, 40], [14, 0]))).toBe(true);
  expect(wantsClientCertificate(Buffer.concat([record([2, 70]), record([11, 900]), record([13, 40])]))).toBe(
    true,
  );
  expect(wantsClientCertificate(record([2, 70], [11, 900], [12, 200], [14, 0]))).toBe(false);
});

test('looks no further than where encryption begins', () => {
  const changeCipherSpec = Buffer.from([20, 3, 3, 0, 1, 1]);
  expect(wantsClientCertificate(Buffer.concat([record([2, 70]), changeCipherSpec, record([13, 40])]))).toBe(
    false,
  );
});

test('comes to an end whatever the bytes are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      recogniseFirstBytes(Buffer.from(bytes));
      wantsClientCertificate(Buffer.from(bytes));
    }),
  );
});
