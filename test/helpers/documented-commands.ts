import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runPasted } from './pasted-lines.js';

/** Everything that a user reads, by file. */
export const documents: readonly (readonly [file: string, text: string])[] = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...markdownIn('docs'),
].map((file) => [file, readFileSync(file, 'utf8')]);

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .toSorted();
}

/** Command lines of liqo-doctor in a document: lines of code blocks, and code within sentences. */
export function commandLinesIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```(?:\w*)\n(?<code>.*?)^```$/gmsu)].flatMap(({ groups }) =>
    (groups?.['code'] ?? '').split('\n'),
  );
  const inline = [...text.replaceAll(/^```.*?^```$/gmsu, '').matchAll(/`(?<code>[^`\n]+)`/gu)].map(
    ({ groups }) => groups?.['code'] ?? '',
  );
  return [...blocks, ...inline]
    .map((line) => withoutRecipe(line))
    .filter(
      (line) => /^(?:kubectl )?liqo-doctor /u.test(line) || line.startsWith('node bin/liqo-doctor.js '),
    );
}

/** What a step of a pipeline runs: `- run: …` or `run: …` of GitHub, `- …` of GitLab, `sh '…'` of Jenkins. */
function withoutRecipe(line: string): string {
  const quoted = /^\s*sh '(?<command>.*)'$/u.exec(line)?.groups?.['command'];
  return quoted ?? line.replace(/^\s*(?:- )?(?:run: )?/u, '').trim();
}

/** The arguments that liqo-doctor gets when the lines are pasted. */
export function argumentsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const concrete = lines.map((line) => line.replaceAll('<CODE>', 'LD-API-002'));
  return runPasted(concrete).flatMap((ran) =>
    ran.flatMap(([program, ...given]) => {
      if (program === 'liqo-doctor') return [given];
      if (program === 'kubectl' && given[0] === 'liqo-doctor') return [given.slice(1)];
      return program === 'unknown command' && given[1] === 'bin/liqo-doctor.js' ? [given.slice(2)] : [];
    }),
  );
}
