import * as z from 'zod/mini';

import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { textOption } from './option-schemas.js';
import { parseWith } from './parse-options.js';
import type { ReportOptions } from './report-options.js';
import { reportOptionsOf, reportOptionsSchema } from './report-options.js';

/** What `judge` was called with: the files of runs. */
export interface JudgeOptions {
  readonly run: string;
  /** The file of a later run, or of the other half; absent where one run is judged. */
  readonly later?: string | undefined;
  readonly report: ReportOptions;
}

const judgeOptionsSchema = z.extend(reportOptionsSchema, { run: z.string(), later: textOption });

/** Options from parsed arguments; fails with one line that names the flag. */
export function toJudgeOptions(given: Readonly<Record<string, unknown>>): Result<JudgeOptions, string> {
  const parsed = parseWith(judgeOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const { run, later } = parsed.value;
  return success({ run, later, report: reportOptionsOf(parsed.value) });
}
