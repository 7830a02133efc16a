import * as z from 'zod/mini';

import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { choiceOption } from './option-schemas.js';
import { parseWith } from './parse-options.js';

/** What `explain` was called with. */
export interface ExplainOptions {
  readonly code: string;
  readonly format: 'text' | 'json';
}

const explainOptionsSchema = z.object({ code: z.string(), output: choiceOption(['text', 'json']) });

/** Options from parsed arguments; fails with one line that names the flag. */
export function toExplainOptions(given: Readonly<Record<string, unknown>>): Result<ExplainOptions, string> {
  const parsed = parseWith(explainOptionsSchema, given);
  if (!parsed.ok) return parsed;
  return success({ code: parsed.value.code, format: parsed.value.output ?? 'text' });
}
