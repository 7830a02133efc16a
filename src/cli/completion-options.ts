import * as z from 'zod/mini';

import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import { type CompletionShell, completionShells } from './completion/shells.js';
import { parseWith } from './parse-options.js';

/** What `completion` was called with. */
export interface CompletionOptions {
  readonly shell: CompletionShell;
}

const completionOptionsSchema = z.object({ shell: z.string() });

/** Options from parsed arguments; fails with one line that names what there is. */
export function toCompletionOptions(
  given: Readonly<Record<string, unknown>>,
): Result<CompletionOptions, string> {
  const parsed = parseWith(completionOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const shell = completionShells.find((each) => each === parsed.value.shell);
  return shell === undefined
    ? failure(`there is no completion for ${parsed.value.shell}; there is for ${completionShells.join(', ')}`)
    : success({ shell });
}
