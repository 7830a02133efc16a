import { expect, test } from 'vitest';

import { printable } from '../../src/kubernetes/printable.js';

test.each([
  ['plain text stays as it is', 'pods "a" is forbidden', 'pods "a" is forbidden'],
  ['line breaks become spaces', 'first\r\n\tsecond\u2028third', 'first second third'],
  ['escape sequences lose their escape', '\u001b[31mred\u001b[0m', '\uFFFD[31mred\uFFFD[0m'],
  ['text that would run backwards shows where', 'abc\u202Ecba', 'abc\uFFFDcba'],
  ['half a surrogate pair is replaced', 'a\uD83Db', 'a\uFFFDb'],
  ['letters of every script stay', 'città 集群', 'città 集群'],
])('%s', (_title, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('text that is too long ends in an ellipsis and never in half a character', () => {
  expect(printable('😀😀😀😀', 3)).toBe('😀😀…');
});

test('text of exactly the allowed length is left whole', () => {
  expect(printable('abc', 3)).toBe('abc');
});
