// What string-width makes when it is loaded takes 25 ms of a processor, and most commands measure no text.
import { readFile } from 'node:fs/promises';

const eager = {
  'const segmenter = new Intl.Segmenter();':
    'let ownSegmenter; const segmenter = { segment: (text) => (ownSegmenter ??= new Intl.Segmenter()).segment(text) };',
  // A regular expression that stands in the code is compiled with it.
  'const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;':
    "let ownRegex; const rgiEmojiRegex = { test: (text) => (ownRegex ??= new RegExp('^\\\\p{RGI_Emoji}$', 'v')).test(text) };",
};

/** A plugin of esbuild: each copy of string-width makes what it measures with when it first measures. */
export const lazyStringWidth = {
  name: 'lazy-string-width',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/]string-width[\\/]index\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      if (!code.includes('\nconst segmenter = new Intl.Segmenter();\n'))
        throw new Error(`${path} has changed`);
      const lazy = Object.entries(eager).reduce(
        (text, [before, after]) => text.replace(before, () => after),
        code,
      );
      return { contents: lazy };
    });
  },
};
