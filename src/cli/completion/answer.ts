import type { Shell } from '../shell.js';
import { quotedForBash, readBashLine } from './bash-line.js';
import { completeWords } from './complete-words.js';
import { verbs } from './request.js';

/** Answers a completion script on stdout. When anything is wrong it says nothing, and nothing on stderr. */
export async function answerCompletion(shell: Shell): Promise<number> {
  try {
    const text = await answerTo(shell);
    await new Promise((resolve) => shell.stdout.write(text, resolve));
    return 0;
  } catch {
    return 1;
  }
}

function answerTo(shell: Shell): Promise<string> {
  const [verb, ...rest] = shell.argv;
  if (verb === verbs.bashLine) return answerToBash(rest[0] ?? '', rest[1] ?? '', shell);
  return answerToWords(rest.slice(0, -1), rest.at(-1) ?? '', shell);
}

/**
 * A candidate on each line, a tab and its description behind it, and last whether files are wanted (`:0`) or not (`:4`).
 * SOURCE: kubectl v1.32 pkg/cmd/plugin/plugin_completion.go and Cobra's shell_completions.md, whose form this is.
 */
async function answerToWords(words: readonly string[], current: string, shell: Shell): Promise<string> {
  const { candidates, wantsFile } = await completeWords(words, current, shell);
  const lines = candidates.map(({ word, describe }) =>
    describe === undefined ? word : `${word}\t${describe}`,
  );
  return [...lines, wantsFile ? ':0' : ':4', ''].join('\n');
}

/** `files` or `words` on the first line, then each candidate as it replaces what bash replaces. */
async function answerToBash(line: string, breaks: string, shell: Shell): Promise<string> {
  const { words, current, quote, replacedFrom } = readBashLine(line, breaks);
  const { typed, candidates, wantsFile } = await completeWords(words.slice(1), current, shell);
  // Of `--output=js`, where the value stands in the word of its flag.
  const flag = current.slice(0, current.length - typed.length);
  const replacements = candidates.map(({ word }) =>
    quotedForBash(`${flag}${word}`.slice(replacedFrom), quote),
  );
  return [wantsFile ? 'files' : 'words', ...replacements, ''].join('\n');
}
