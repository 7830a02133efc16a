import type { Options } from 'yargs';

import { type Command, commandNames, commandTable } from './command-table.js';
import { examples } from './examples.js';
import { failureCodes } from './failure-codes.js';

/** The reference of all commands and flags, and of the codes of errors, for docs/commands.md (Markdown). */
export function renderCommandReference(): string {
  return [
    '# Commands',
    'Made from the code by `node scripts/generate-docs.js`. Each command prints the same with `--help`, which goes with all of them, as `--version` does.',
    ...commandNames.flatMap((name) => [
      `## ${name}`,
      sentence(commandTable[name].summary),
      `    liqo-doctor ${commandTable[name].usage}`,
      ...argumentLists(commandTable[name]),
      ...examples[name].flatMap(({ words, line }) => [`${words}:`, `    ${line}`]),
    ]),
    '## Codes of errors',
    'What stands in place of a result, with `-o json` as `code`:',
    list(Object.entries(failureCodes).map(([code, meaning]) => `\`${code}\`: ${meaning}`)),
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}

/** What is given without a flag, then the flags, by the groups of `--help`. */
function argumentLists({ positionals, flags }: Command): string[] {
  const words = Object.entries(positionals).map(([name, { describe = '' }]) => `\`${name}\`: ${describe}`);
  const all = Object.entries(flags).map(([name, options]) => ({
    name,
    options,
    group: options.group ?? 'Options:',
  }));
  const groups = new Set(all.map(({ group }) => group));
  return [
    ...(words.length === 0 ? [] : [list(words)]),
    ...[...groups].flatMap((shown) => {
      const members = all.filter(({ group }) => group === shown);
      return [
        shown,
        list(members.map(({ name, options }) => `${namesOf(name, options)}: ${options.describe ?? ''}`)),
      ];
    }),
  ];
}

/** The flag and its other names, as they are typed. */
function namesOf(name: string, { alias = [] }: Options): string {
  return [name, alias]
    .flat()
    .map((each) => `\`${each.length === 1 ? '-' : '--'}${each}\``)
    .join(', ');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
