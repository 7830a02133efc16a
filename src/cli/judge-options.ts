import * as z from 'zod/mini';

import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import { textOption } from './option-schemas.js';
import { parseWith } from './parse-options.js';
import { changesFormats } from './report-formats.js';
import type { ReportOptions } from './report-options.js';
import { reportOptionsOf, reportOptionsSchema } from './report-options.js';

/** What `judge` was called with: the files of runs. */
export interface JudgeOptions {
  readonly run: string;
  /** Absent where one run is judged. */
  readonly later?: string | undefined;
  readonly report: ReportOptions;
}

const judgeOptionsSchema = z.extend(reportOptionsSchema, { run: z.string(), later: textOption });

/** Options from parsed arguments; fails with one line that names the flag. */
export function toJudgeOptions(given: Readonly<Record<string, unknown>>): Result<JudgeOptions, string> {
  const parsed = parseWith(judgeOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const { run, later, output } = parsed.value;
  if (later !== undefined && output !== undefined && !changesFormats.includes(output)) {
    return failure(
      `what changed between two runs is told as ${changesFormats.join(' or ')}, not as ${output}`,
    );
  }
  return success({ run, later, report: reportOptionsOf(parsed.value) });
}
