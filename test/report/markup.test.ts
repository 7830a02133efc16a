import { expect, test } from 'vitest';

import { markup } from '../../src/report/markup.js';
import { fc } from '../helpers/seeded-fast-check.js';

test('escapes texts, and takes pieces of markup as they are', () => {
  const piece = markup`<b>${'a & b'}</b>`;
  expect(markup`<p title="${'"quoted" <here>'}">${piece}${[1, ' ', piece]}${undefined}</p>`.text).toBe(
    '<p title="&quot;quoted&quot; &lt;here&gt;"><b>a &amp; b</b>1\n \n<b>a &amp; b</b></p>',
  );
});

test('lets no text end its element or attribute, and no control character through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const inner = markup`${text}`.text;
      expect(inner).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/u);
      expect(inner).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});
