import picocolors from 'picocolors';

import { printable } from './printable.js';

/** How text is to look. Nothing here is detected: whoever writes the text knows where it goes. */
export interface TextOptions {
  /** Columns that lines keep within; commands to paste are never broken and may be longer. */
  readonly width: number;
  readonly colour: boolean;
  /** Plain ASCII instead of `✓ ✗ → –` and typographic characters. */
  readonly ascii: boolean;
  /** Adds findings, probes and timings. */
  readonly verbose: boolean;
}

/** Colours by meaning; every function returns its text unchanged when colour is off. */
interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubt: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

/** The marks in front of lines, one column each, and the arrow between two ends. */
interface Symbols {
  readonly pass: string;
  readonly fail: string;
  readonly unknown: string;
  readonly warning: string;
  readonly none: string;
  readonly arrow: string;
}

/** What a renderer needs to write in the wanted style. */
export interface TextStyle extends TextOptions {
  readonly paint: Paint;
  readonly symbols: Symbols;
  /** Makes foreign text safe for a terminal, and ASCII where that is wanted. */
  readonly clean: (text: string) => string;
}

const unicodeSymbols: Symbols = { pass: '✓', fail: '✗', unknown: '?', warning: '!', none: '–', arrow: '→' };
const asciiSymbols: Symbols = { pass: '+', fail: 'x', unknown: '?', warning: '!', none: '-', arrow: '->' };

const asciiForms: ReadonlyMap<string, string> = new Map([
  ['→', '->'],
  ['←', '<-'],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['‘', "'"],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['≥', '>='],
  ['≤', '<='],
  ['✓', '+'],
  ['✗', 'x'],
]);

/** A style from its options. */
export function createTextStyle(options: TextOptions): TextStyle {
  const colours = picocolors.createColors(options.colour);
  return {
    ...options,
    symbols: options.ascii ? asciiSymbols : unicodeSymbols,
    paint: {
      good: colours.green,
      bad: colours.red,
      doubt: colours.yellow,
      faint: colours.dim,
      strong: colours.bold,
    },
    clean: (text) => (options.ascii ? toAscii(printable(text)) : printable(text)),
  };
}

/** Typographic characters in their ASCII forms; letters of names stay as they are. */
function toAscii(text: string): string {
  return text.replace(/[→←–—…‘’“”≥≤✓✗]/gu, (character) => asciiForms.get(character) ?? character);
}
