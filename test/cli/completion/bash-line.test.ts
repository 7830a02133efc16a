import { expect, test } from 'vitest';

import { quotedForBash, readBashLine } from '../../../src/cli/completion/bash-line.js';

/** As bash 5.2 sets it. */
const breaks = ' \t\n"\'@><=;|&(:';

test.each([
  ['x a b', { words: ['x', 'a'], current: 'b', replacedFrom: 0 }],
  ['x a ', { words: ['x', 'a'], current: '', replacedFrom: 0 }],
  ['x\ta  b', { words: ['x', 'a'], current: 'b', replacedFrom: 0 }],
  ["x 'a b'c d", { words: ['x', 'a bc'], current: 'd', replacedFrom: 0 }],
  ['x "a \\" \\n" d', { words: ['x', 'a " \\n'], current: 'd', replacedFrom: 0 }],
  ['x a\\ b c', { words: ['x', 'a b'], current: 'c', replacedFrom: 0 }],
  ["x '' c", { words: ['x', ''], current: 'c', replacedFrom: 0 }],
  ['x $(touch y) c', { words: ['x', '$(touch', 'y)'], current: 'c', replacedFrom: 0 }],
  // What is replaced begins behind the last break that is not quoted.
  ['x --output=js', { words: ['x'], current: '--output=js', replacedFrom: 9 }],
  ['x arn:aws:cluster/p', { words: ['x'], current: 'arn:aws:cluster/p', replacedFrom: 8 }],
  ['x arn\\:aws', { words: ['x'], current: 'arn:aws', replacedFrom: 0 }],
  // An open quote begins it, and breaks within do not.
  ["x 'a:b c", { words: ['x'], current: 'a:b c', quote: "'", replacedFrom: 0 }],
  ['x --context="a:b', { words: ['x'], current: '--context=a:b', quote: '"', replacedFrom: 10 }],
] as const)('%j is split as bash splits it', (line, expected) => {
  expect(readBashLine(line, breaks)).toEqual({ quote: undefined, ...expected });
});

test.each([
  ['plain-word_1.2/a:b@c%d+e=f,g', undefined, 'plain-word_1.2/a:b@c%d+e=f,g'],
  ["it's $HOME `x` ~", undefined, "it\\'s\\ \\$HOME\\ \\`x\\`\\ \\~"],
  ['ä;b', undefined, 'ä\\;b'],
  ["it's $HOME", "'", "it'\\''s $HOME"],
  ['a "b" $HOME `x` \\', '"', 'a \\"b\\" \\$HOME \\`x\\` \\\\'],
] as const)('%j behind %j is typed as %j', (word, quote, expected) => {
  expect(quotedForBash(word, quote)).toBe(expected);
});
