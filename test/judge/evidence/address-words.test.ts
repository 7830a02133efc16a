import { expect, test } from 'vitest';

import type { AddressResult, Observation } from '../../../src/model/observation.js';
import { addressWords } from '../../../src/judge/evidence/address-words.js';
import { observation } from '../run.js';

const at = (address: string, outcome: Observation['outcome'], cause?: string): AddressResult => ({
  address,
  outcome,
  ...(cause !== undefined && { cause }),
  timingsMs: {},
});

const seen = (
  outcome: Observation['outcome'],
  addresses: AddressResult[],
  parts: Partial<Observation> = {},
) =>
  observation({
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'remote',
    host: 'api.example.org',
    port: 6443,
    outcome,
    address: '192.0.2.10',
    addresses,
    ...parts,
  });

const open = at('192.0.2.10', 'open');
const unreachable = at('2001:db8::10', 'unreachable', 'network-unreachable');
const refused = at('192.0.2.11', 'refused');

test('lists the addresses that were not reached while another was', () => {
  expect(addressWords(seen('open', [open, unreachable, refused]))).toBe(
    '; of its 3 addresses, not reached: 2001:db8::10 (network-unreachable), 192.0.2.11 (refused)',
  );
});

test('says which of several addresses is wrong', () => {
  const reset = at('192.0.2.10', 'reset', 'fin-at-once');
  expect(addressWords(seen('reset', [reset, at('192.0.2.12', 'open')]))).toBe(
    '; this was at 192.0.2.10, one of its 2 addresses, of which any may be dialled',
  );
});

test.each([
  ['all are reached', seen('open', [open, at('192.0.2.12', 'open')])],
  ['none is', seen('refused', [refused, unreachable])],
  ['there is only one', seen('open', [open])],
  [
    'they are those of a proxy',
    seen('open', [open, refused], { proxy: { scheme: 'http', host: 'proxy', port: 3128 } }),
  ],
])('has nothing to add when %s', (_when, one) => {
  expect(addressWords(one)).toBe('');
});
