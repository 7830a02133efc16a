/** A command line of bash up to the cursor. */
export interface BashLine {
  /** Whole words without their quotes, the program's name among them. */
  readonly words: readonly string[];
  /** The word at the cursor without its quotes. */
  readonly current: string;
  /** The quote in which the cursor is. */
  readonly quote?: '"' | "'" | undefined;
  /** Where in `current` the part begins that bash replaces by the chosen word. */
  readonly replacedFrom: number;
}

const escapable = new Set(['"', '\\', '$', '`']);

/**
 * Splits a line into words and takes their quotes away; nothing in it is run or replaced. `breaks` are the characters at
 * which bash ends the part of a word that it completes.
 *
 * SOURCE: bash manual, "Quoting" and `COMP_WORDBREAKS`.
 */
export function readBashLine(line: string, breaks: string): BashLine {
  const words: string[] = [];
  let current: string | undefined;
  let quote: '"' | "'" | undefined;
  let replacedFrom = 0;
  const characters = Array.from(line);
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (quote === undefined && /\s/u.test(character)) {
      if (current !== undefined) words.push(current);
      current = undefined;
      replacedFrom = 0;
      continue;
    }
    current ??= '';
    if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character;
      replacedFrom = current.length;
    } else if (character === '\\' && quote !== "'") {
      const next = characters[index + 1];
      const isEscape = quote === undefined || (next !== undefined && escapable.has(next));
      if (isEscape) index += 1;
      current += isEscape ? (next ?? '') : character;
    } else {
      current += character;
      if (quote === undefined && breaks.includes(character)) replacedFrom = current.length;
    }
  }
  return { words, current: current ?? '', quote, replacedFrom };
}

/** A word as it can be typed in bash, behind a quote that is open. */
export function quotedForBash(word: string, quote: BashLine['quote']): string {
  if (quote === "'") return word.replaceAll("'", "'\\''");
  if (quote === '"') return word.replace(/["\\$`]/gu, '\\$&');
  return word.replace(/[^\p{L}\p{N}\p{M}_./:@%+=,-]/gu, '\\$&');
}
