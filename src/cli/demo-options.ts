import * as z from 'zod/mini';

import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { durationOption, switchOption, textOption } from './option-schemas.js';
import { parseWith } from './parse-options.js';
import type { ReportOptions } from './report-options.js';
import { reportOptionsOf, reportOptionsSchema } from './report-options.js';

/** What `demo` was called with; whether scenario and release exist is known to the lab only. */
export interface DemoOptions {
  readonly scenario?: string | undefined;
  readonly liqoVersion?: string | undefined;
  readonly list: boolean;
  readonly timeoutMs: number;
  readonly report: ReportOptions;
  /** The file in which the run is kept; absent for none. */
  readonly save?: string | undefined;
}

const defaultTimeoutMs = 120_000;

const demoOptionsSchema = z.extend(reportOptionsSchema, {
  scenario: textOption,
  liqoVersion: textOption,
  list: switchOption,
  timeout: durationOption,
  save: textOption,
});

/** Options from parsed arguments; fails with one line that names the flag. */
export function toDemoOptions(given: Readonly<Record<string, unknown>>): Result<DemoOptions, string> {
  const parsed = parseWith(demoOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const { scenario, liqoVersion, list, timeout, save } = parsed.value;
  return success({
    scenario,
    liqoVersion,
    list,
    timeoutMs: timeout ?? defaultTimeoutMs,
    report: reportOptionsOf(parsed.value),
    save,
  });
}
