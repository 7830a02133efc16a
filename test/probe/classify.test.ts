import { expect, test } from 'vitest';

import { classifyCode, tellingRank } from '../../src/probe/classify.js';

test('gives a deadline the meaning of its phase', () => {
  expect(classifyCode('ABORTED', 'dns')).toEqual({ outcome: 'dns-failure', cause: 'dns-timeout' });
  expect(classifyCode('ABORTED', 'tcp')).toEqual({ outcome: 'filtered' });
  expect(classifyCode('ABORTED', 'tls')).toEqual({ outcome: 'tls-failure', cause: 'accepted-then-silent' });
  expect(classifyCode('ABORTED', 'http')).toEqual({
    outcome: 'wrong-service',
    cause: 'accepted-then-silent',
  });
  expect(classifyCode('ABORTED', 'udp')).toEqual({ outcome: 'silent' });
});

test('keeps a resolver that refuses apart from a service that refuses', () => {
  expect(classifyCode('ECONNREFUSED', 'dns')).toEqual({ outcome: 'dns-failure', cause: 'dns-unreachable' });
  expect(classifyCode('ECONNREFUSED', 'tcp')).toEqual({ outcome: 'refused' });
  expect(classifyCode('ECONNREFUSED', 'udp')).toEqual({ outcome: 'refused' });
});

test('passes codes on that nobody foresaw', () => {
  expect(classifyCode('EAI_FAIL', 'dns')).toEqual({ outcome: 'dns-failure', cause: 'eai-fail' });
  expect(classifyCode('ERR_SSL_BAD_RECORD_TYPE', 'tls')).toEqual({
    outcome: 'tls-failure',
    cause: 'err-ssl-bad-record-type',
  });
  expect(classifyCode('UNKNOWN', 'http')).toEqual({ outcome: 'error', cause: 'unknown' });
});

test('ranks what a far host said before silence, and silence before a missing address family', () => {
  const codes = ['ENETUNREACH', 'ABORTED', 'EMFILE', 'EHOSTUNREACH', 'ECONNREFUSED', 'ECONNRESET'];
  const ranked = codes.toSorted(
    (one, other) => tellingRank(classifyCode(one, 'tcp')) - tellingRank(classifyCode(other, 'tcp')),
  );
  expect(ranked).toEqual(['ECONNRESET', 'ECONNREFUSED', 'EHOSTUNREACH', 'ABORTED', 'ENETUNREACH', 'EMFILE']);
});

test.each([
  ['LATE', 'tls', { outcome: 'error', cause: 'prober-overloaded' }],
  ['STALLED', 'http', { outcome: 'wrong-service', cause: 'stalled-answer' }],
  ['FLOODED', 'tls', { outcome: 'tls-failure', cause: 'flooded' }],
  ['FLOODED', 'http', { outcome: 'wrong-service', cause: 'flooded' }],
  ['HPE_HEADER_OVERFLOW', 'http', { outcome: 'wrong-service', cause: 'oversized-header' }],
  ['ABORTED', 'proxy', { outcome: 'proxy-failure', cause: 'proxy-silent' }],
] as const)('classifies what probes themselves call %s in phase %s', (code, phase, expected) => {
  expect(classifyCode(code, phase)).toEqual(expected);
});
