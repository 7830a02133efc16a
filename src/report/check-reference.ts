import type { Explanation } from './explanation.js';

/**
 * The reference of all findings for docs/checks.md (Markdown). Each has a heading that is its code alone, so that its
 * anchor is the code in lower case, which is what `docs` in a report holds.
 */
export function renderCheckReference(entries: readonly Explanation[]): string {
  return [
    '# Findings',
    'Made from the code by `node scripts/generate-docs.js`. `liqo-doctor explain <CODE>` prints the same.',
    ...entries.flatMap(({ code, severity, title, meaning, howDecided, remedy, source }) => [
      `## ${code}`,
      `**${title}** (${severity})`,
      meaning,
      `How it is decided: ${howDecided}`,
      `What to do: ${remedy}`,
      `Source: ${source}`,
    ]),
  ]
    .map((block) => `${escapeMarkdown(block)}\n`)
    .join('\n');
}

/** Placeholders such as `<address>` outside of code would vanish as HTML. */
function escapeMarkdown(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part))
    .join('`');
}
