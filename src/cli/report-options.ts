import * as z from 'zod/mini';

import type { FailOn } from '../report/exit-code.js';
import { type ReportFormat, reportFormats } from '../report/render-report.js';
import { choiceOption, maybeOption, switchOption, textOption } from './option-schemas.js';

/** How the result is to be printed, and what the exit code depends on besides. */
export interface ReportOptions {
  readonly format: ReportFormat;
  /** Where the result goes instead of stdout. */
  readonly outputFile?: string | undefined;
  readonly failOn: FailOn;
  /** Whether the report is to be shown to others: names and addresses are replaced. */
  readonly redact: boolean;
  /** `undefined` when the terminal decides. */
  readonly colour?: boolean | undefined;
  readonly verbose: boolean;
}

/** The flags of every command that prints a report. */
export const reportOptionsSchema = z.object({
  output: choiceOption(reportFormats),
  outputFile: textOption,
  failOn: choiceOption(['unmet', 'warning']),
  redact: switchOption,
  color: maybeOption,
  verbose: switchOption,
});

/** Report options with their defaults. */
export function reportOptionsOf(raw: z.infer<typeof reportOptionsSchema>): ReportOptions {
  return {
    format: raw.output ?? 'text',
    outputFile: raw.outputFile,
    failOn: raw.failOn ?? 'unmet',
    redact: raw.redact,
    colour: raw.color,
    verbose: raw.verbose,
  };
}
