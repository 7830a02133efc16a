import { expect, test } from 'vitest';
import * as z from 'zod/mini';

import { tolerationsOption } from '../../src/cli/toleration-option.js';

test.each([
  ['dedicated', { key: 'dedicated' }],
  ['dedicated=infra', { key: 'dedicated', value: 'infra' }],
  ['dedicated=:NoExecute', { key: 'dedicated', value: '', effect: 'NoExecute' }],
  ['node.example.org/pool:NoSchedule', { key: 'node.example.org/pool', effect: 'NoSchedule' }],
  [
    'kubernetes.io/arch=arm64:NoSchedule',
    { key: 'kubernetes.io/arch', value: 'arm64', effect: 'NoSchedule' },
  ],
] as const)('reads the taint %s as kubectl writes it', (text, expected) => {
  expect(z.parse(tolerationsOption, text)).toEqual([expected]);
});

test('takes several and none', () => {
  expect(z.parse(tolerationsOption, ['a', 'b=c'])).toEqual([{ key: 'a' }, { key: 'b', value: 'c' }]);
  expect(z.parse(tolerationsOption, undefined)).toEqual([]);
});

// An empty key would bear every taint, those of virtual nodes included.
test.each(['', '=infra', ':NoSchedule', 'dedicated=infra:Never', 'a b', '-a', 'a/b/c', 'a=b=c'])(
  'refuses %j',
  (text) => {
    expect(z.safeParse(tolerationsOption, text).success).toBe(false);
  },
);
