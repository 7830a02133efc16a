import { execFileSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { commandLine, shellQuote } from '../../../src/liqo/words/shell-quote.js';
import { fc } from '../../helpers/seeded-fast-check.js';

test.each([
  ['plain', 'plain'],
  ['--set', '--set'],
  ['a.b=c', 'a.b=c'],
  ['/home/me/kube.config', '/home/me/kube.config'],
  ['', "''"],
  ['two words', "'two words'"],
  ['<your public address>', "'<your public address>'"],
  ["it's", "'it'\\''s'"],
  ['$(reboot)', "'$(reboot)'"],
  ['`reboot`', "'`reboot`'"],
  ['a;b', "'a;b'"],
  ['extraArgs[0]=x', "'extraArgs[0]=x'"],
  ['~/kubeconfig', "'~/kubeconfig'"],
  ['=ls', "'=ls'"],
  ['line\nbreak', "$'line\\u000abreak'"],
  ['back\\slash\t', "$'back\\\\slash\\u0009'"],
  ['\u202Eright to left', "$'\\u202eright to left'"],
])('%j becomes %s', (argument, quoted) => {
  expect(shellQuote(argument)).toBe(quoted);
});

test('bash reads every argument back as it was', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((argument) => !argument.includes('\0'));
  const words = fc.sample(text, { numRuns: 500, seed: 1 });
  const output = execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${commandLine(words)}`], {
    env: { LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(output.toString('utf8').split('\0').slice(0, -1)).toEqual(words);
});

test('a shell that does not know how unprintable characters are written reads one word as well', () => {
  const words = ["\u202e'; reboot; '", "'\n$(reboot)\n'", "\\'\t; reboot"];
  const output = execFileSync('sh', ['-c', `printf '%s\\n' ${commandLine(words)} | wc -l`], {
    encoding: 'utf8',
  });
  expect(Number(output)).toBe(words.length);
});
