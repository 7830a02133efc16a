import { expect, test } from 'vitest';

import { certificateNames } from '../../src/model/certificate-names.js';

test.each([
  { text: undefined, names: [] },
  { text: '', names: [] },
  {
    text: 'DNS:kubernetes, DNS:*.example.org, IP Address:10.96.0.1',
    names: ['kubernetes', '*.example.org', '10.96.0.1'],
  },
  // RFC 5952: the longest run of zeros is shortened, letters are small.
  { text: 'IP Address:FD00:0:0:0:0:0:0:10', names: ['fd00::10'] },
  { text: 'DNS:"a, DNS:b", DNS:c', names: ['a, DNS:b', 'c'] },
  { text: 'DNS:a, DNS:a', names: ['a'] },
  { text: 'URI:spiffe://cluster/node, email:a@example.org, DNS:a', names: ['a'] },
  { text: 'DNS:"broken', names: ['"broken'] },
])('reads the names of $text', ({ text, names }) => {
  expect(certificateNames(text)).toEqual(names);
});
