import * as z from 'zod/mini';

import { parseJson } from '../../model/parse-json.js';
import { scenarioIdSchema } from '../../model/peering.js';
import { podsSchema, reportApiVersion, timingSchema } from '../../model/report.js';
import { failure, type Result, success } from '../../model/result.js';
import { clusterFactsSchema } from './cluster-facts-schema.js';
import { runEvidenceSchema } from './run-evidence-schema.js';
import { runPlanSchema } from './run-plan-schema.js';
import type { SavedRun } from './saved-run.js';

const kind = 'SavedRun';

const intent = z.object({
  liqoVersion: z.string(),
  scenario: z.optional(scenarioIdSchema),
  peering: z.enum(['out-of-band', 'in-band']),
  networkingDisabled: z.boolean(),
  gateway: z.object({
    location: z.optional(z.enum(['Provider', 'Consumer'])),
    type: z.optional(z.enum(['LoadBalancer', 'NodePort', 'ClusterIP'])),
    port: z.optional(z.int()),
    nodePort: z.optional(z.int()),
    loadBalancerIp: z.optional(z.string()),
    clientAddress: z.optional(z.string()),
    clientPort: z.optional(z.int()),
  }),
  mtu: z.optional(z.int()),
});

const words = z.object({
  kubeconfig: z.optional(z.string()),
  context: z.optional(z.string()),
  liqoNamespace: z.string(),
});

const input = z.object({
  local: clusterFactsSchema,
  remote: clusterFactsSchema,
  intent,
  evidence: runEvidenceSchema,
  plan: runPlanSchema,
  probeFrom: z.enum(['pods', 'operator', 'none']),
  startedAt: z.optional(z.string()),
  words: z.object({ local: words, remote: words }),
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
