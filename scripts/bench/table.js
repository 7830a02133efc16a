// The rows of a benchmark as a table: what was measured, its reference in the same run, the goal and whether it is met.

/**
 * A row: `measured` and `reference` in words, `ratio` between the two; `value` is what `limit` bounds where that is not
 * the ratio. Without `limit` there is nothing to reach.
 */
export function row({ name, what, measured, reference = '', ratio, value = ratio, limit, goal = '' }) {
  const isMet = limit === undefined ? undefined : value <= limit;
  return { name, what, measured, reference, ratio, value, limit, goal, isMet };
}

const titles = ['row', 'what', 'measured', 'reference', 'ratio', 'goal', 'met'];

function fieldsOf({ name, what, measured, reference, ratio, goal, isMet }) {
  const met = isMet === undefined ? '' : isMet ? 'yes' : 'no';
  const times = ratio === undefined ? '' : ratio.toFixed(2);
  return [name, what, measured, reference, times, goal, met];
}

/** As a table for a terminal. */
export function renderText(rows) {
  const lines = [titles.map((title) => title.toUpperCase()), ...rows.map(fieldsOf)];
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((field, column) => field.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** As a table in Markdown. */
export function renderMarkdown(rows) {
  const line = (fields) => `| ${fields.join(' | ')} |`;
  const named = rows.map((one) =>
    fieldsOf(one).map((field, column) => (column === 0 ? `\`${field}\`` : field)),
  );
  return [line(titles), line(titles.map(() => '---')), ...named.map(line)].join('\n');
}

export const ms = (value) => (value < 10 ? `${value.toFixed(1)} ms` : `${value.toFixed(0)} ms`);
export const seconds = (value) => `${(value / 1000).toFixed(2)} s`;
export const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
export const mib = (bytes) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
