import * as z from 'zod/mini';

import { parseJson } from '../../model/parse-json.js';
import { podsSchema, reportApiVersion, timingSchema } from '../../model/report.js';
import { failure, type Result, success } from '../../model/result.js';
import { clusterFactsSchema } from './cluster-facts-schema.js';
import { intentSchema, wordsSchema } from './intent-schema.js';
import { runEvidenceSchema } from './run-evidence-schema.js';
import { runPlanSchema } from './run-plan-schema.js';
import type { SavedRun } from './saved-run.js';

const kind = 'SavedRun';

const input = z.object({
  local: clusterFactsSchema,
  remote: clusterFactsSchema,
  intent: intentSchema,
  evidence: runEvidenceSchema,
  plan: runPlanSchema,
  probeFrom: z.enum(['pods', 'operator', 'none']),
  startedAt: z.optional(z.string()),
  words: z.object({ local: wordsSchema, remote: wordsSchema }),
});

/** The document; its `input` has the shape of what the judge takes. */
export const savedRunSchema = z.object({
  apiVersion: z.literal(reportApiVersion),
  kind: z.literal(kind),
  input,
  pods: z.optional(podsSchema),
  timing: timingSchema,
});

/** The text of a file that keeps a run. */
export function writeSavedRun(run: SavedRun): string {
  return `${JSON.stringify({ apiVersion: reportApiVersion, kind, ...run })}\n`;
}

/** A run from the text of a file; fails with a clause that says what is wrong with it. */
export function readSavedRun(text: string): Result<SavedRun, string> {
  const parsed = savedRunSchema.safeParse(parseJson(text));
  if (parsed.success) {
    const { input: kept, pods, timing } = parsed.data;
    return success({ input: kept, ...(pods !== undefined && { pods }), timing });
  }
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`;
  return failure(`holds no run that \`check --save\` kept${where}`);
}
