import stringWidth from 'string-width';

import { wrap } from './wrap.js';

/** One cell: its text, and the colour put on after the layout. */
export interface Cell {
  readonly text: string;
  /** Never broken at a space, however narrow the table has to be. */
  readonly unbroken?: boolean | undefined;
  readonly paint?: ((text: string) => string) | undefined;
}

const gap = '  ';

/**
 * Rows under a head in aligned columns without borders, as the lines of the head and of each row; cells are broken at
 * spaces where columns have to shrink. `undefined` when the rows do not fit into `width` even so: then another form
 * than a table is wanted.
 */
export function layoutTable(
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  width: number,
): string[][] | undefined {
  const all = [head, ...rows];
  const natural = head.map((_, column) => widest(all, column, ({ text }) => [text]));
  const least = head.map((_, column) => widest(all, column, words));
  const widths = shrink(natural, least, width - gap.length * (head.length - 1));
  return widths === undefined ? undefined : all.map((row) => layoutRow(row, widths));
}

function widest(
  rows: readonly (readonly Cell[])[],
  column: number,
  pieces: (cell: Cell) => readonly string[],
): number {
  const widths = rows.flatMap((row) =>
    pieces(row[column] ?? { text: '' }).map((piece) => stringWidth(piece)),
  );
  return Math.max(...widths);
}

/** The pieces that a cell may be broken into. */
function words({ text, unbroken }: Cell): readonly string[] {
  return unbroken === true ? [text] : text.split(' ');
}

/** Takes columns from whichever can give most, one at a time, until all fit. */
function shrink(
  natural: readonly number[],
  least: readonly number[],
  available: number,
): readonly number[] | undefined {
  const widths = [...natural];
  let excess = widths.reduce((sum, each) => sum + each, 0) - available;
  for (; excess > 0; excess -= 1) {
    const slack = widths.map((each, column) => each - (least[column] ?? each));
    const most = Math.max(...slack);
    if (most <= 0) return undefined;
    const column = slack.indexOf(most);
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

function layoutRow(row: readonly Cell[], widths: readonly number[]): string[] {
  const cells = row.map((cell, column) => wrap(cell.text, widths[column] ?? 0));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) => {
    const pieces = row.map((cell, column) => {
      const text = cells[column]?.[index] ?? '';
      const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(text)));
      return { text, shown: (cell.paint ?? same)(text), padding };
    });
    const last = pieces.findLastIndex((piece) => piece.text !== '');
    return pieces
      .slice(0, last + 1)
      .map((piece, column) => (column === last ? piece.shown : `${piece.shown}${piece.padding}`))
      .join(gap);
  });
}

function same(text: string): string {
  return text;
}
