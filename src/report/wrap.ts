import stringWidth from 'string-width';

/** Indentation of a paragraph: of its first line and of the lines that follow. */
export interface Indent {
  readonly first: string;
  readonly rest: string;
}

/**
 * Text broken at spaces into lines of at most `width` columns. A word that is longer stands alone on its line and is
 * never broken, so that addresses and codes can be copied. A dash that stands alone never begins a line, where it would
 * look like the mark of a list. No text gives no lines.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?!-(?: |$))/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** A wrapped and indented paragraph. Both indents must be equally wide in columns for even margins. */
export function paragraph(text: string, width: number, indent: Indent = { first: '', rest: '' }): string[] {
  const inner = width - Math.max(stringWidth(indent.first), stringWidth(indent.rest));
  return wrap(text, inner).map((line, index) => `${index === 0 ? indent.first : indent.rest}${line}`);
}
