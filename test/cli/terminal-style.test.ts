import { expect, test } from 'vitest';

import { decideAscii, decideColour, mayAnimate, widthOf } from '../../src/cli/terminal-style.js';

interface ColourRow {
  readonly isTTY: boolean;
  readonly env: Record<string, string>;
  readonly flag?: boolean;
  readonly colour: boolean;
}

test.each<ColourRow>([
  { isTTY: true, env: {}, colour: true },
  { isTTY: false, env: {}, colour: false },
  // What libraries disagree about: CI on a pipe stays plain.
  { isTTY: false, env: { CI: 'true' }, colour: false },
  { isTTY: true, env: { NO_COLOR: '1' }, colour: false },
  { isTTY: true, env: { NO_COLOR: '' }, colour: true },
  { isTTY: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' }, colour: false },
  { isTTY: false, env: { FORCE_COLOR: '1' }, colour: true },
  { isTTY: true, env: { FORCE_COLOR: '0' }, colour: false },
  { isTTY: true, env: { FORCE_COLOR: 'false' }, colour: false },
  { isTTY: true, env: { TERM: 'dumb' }, colour: false },
  { isTTY: false, env: { TERM: 'dumb', FORCE_COLOR: '1' }, colour: true },
  { isTTY: false, env: { NO_COLOR: '1' }, flag: true, colour: true },
  { isTTY: true, env: { FORCE_COLOR: '1' }, flag: false, colour: false },
])(
  'on a terminal: $isTTY, with $env and the flag $flag, colour is $colour',
  ({ isTTY, env, flag, colour }) => {
    expect(decideColour({ isTTY }, env, flag)).toBe(colour);
  },
);

test.each([
  [{}, false],
  [{ LANG: 'en_US.UTF-8' }, false],
  [{ LANG: 'C.utf8' }, false],
  [{ LANG: 'C' }, true],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, true],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, false],
  [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, true],
])('with %j, plain ASCII is %s', (env, ascii) => {
  expect(decideAscii(env)).toBe(ascii);
});

test.each([
  [{ columns: 80 }, 80],
  [{ columns: 240 }, 100],
  [{ columns: 0 }, 100],
  [{}, 100],
])('a stream with %j is %i columns wide', (stream, width) => {
  expect(widthOf(stream)).toBe(width);
});

test.each([
  [{ isTTY: true, columns: 80 }, {}, true],
  // A spinner on a terminal without columns would never return.
  [{ isTTY: true, columns: 0 }, {}, false],
  [{ isTTY: true, columns: 80 }, { CI: '1' }, false],
  [{ isTTY: true, columns: 80 }, { TERM: 'dumb' }, false],
  [{ isTTY: false, columns: 80 }, {}, false],
])('a spinner on %j with %j may move: %s', (stream, env, may) => {
  expect(mayAnimate(stream, env)).toBe(may);
});
