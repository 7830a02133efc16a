import * as z from 'zod/mini';

import { parseJson } from '../../model/parse-json.js';
import { sideSchema } from '../../model/peering.js';
import { reportApiVersion, timingSchema } from '../../model/report.js';
import { failure, type Result, success } from '../../model/result.js';
import { clusterFactsSchema } from './cluster-facts-schema.js';
import type { HalfRun } from './half-run.js';
import { intentSchema, wordsSchema } from './intent-schema.js';
import { runEvidenceSchema, workloadSchema } from './run-evidence-schema.js';
import { standInRequestSchema } from './run-plan-schema.js';
import { loadBalancerSchema } from './service-facts-schema.js';

const kind = 'HalfRun';

/** Each is probed, and no run raises more. */
const mostServices = 8;

const service = z.object({
  request: standInRequestSchema,
  nodePort: z.optional(z.int()),
  families: z.optional(z.array(z.string())),
  loadBalancer: loadBalancerSchema,
});

const responder = z.object({
  services: z.array(service).check(z.maxLength(mostServices)),
  sourceNodePorts: z.array(z.int()),
  nodeName: z.optional(z.string()),
});

const id = z.string().check(z.regex(/^[0-9a-f]{32}$/u));

const half = {
  id,
  peer: z.optional(id),
  side: sideSchema,
  edition: z.int(),
  answers: z.int(),
  intent: z.optional(intentSchema),
  facts: clusterFactsSchema,
  words: wordsSchema,
  allowLoadBalancer: z.boolean(),
  responder: z.optional(responder),
  outcome: z.optional(workloadSchema),
  evidence: runEvidenceSchema,
  agentSha256: z.string(),
  timing: timingSchema,
};

/** What the document holds beside its own name and version. */
export const halfRunSchema = z.object(half);

const documentSchema = z.object({
  apiVersion: z.literal(reportApiVersion),
  kind: z.literal(kind),
  ...half,
});

/** The text of a file that keeps one half of a run. */
export function writeHalfRun(half: HalfRun): string {
  return `${JSON.stringify({ apiVersion: reportApiVersion, kind, ...half })}\n`;
}

/** Whether a text means to be one half of a run, in order or not. */
export function isHalfRun(text: string): boolean {
  return z.object({ kind: z.literal(kind) }).safeParse(parseJson(text)).success;
}

/** One half of a run from the text of a file; fails with a clause that says what is wrong with it. */
export function readHalfRun(text: string): Result<HalfRun, string> {
  const parsed = documentSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`;
    return failure(`holds no half of a run that \`check --half\` wrote${where}`);
  }
  const read = halfRunSchema.parse(parsed.data);
  // Facts and evidence are of the cluster that the half says it is of: a half speaks for nobody else.
  const isOwn = read.facts.side === read.side && speaksForItself(read);
  return isOwn ? success(read) : failure('holds a half that tells of a cluster that is not its own');
}

function speaksForItself({ side, responder: raised, outcome, evidence }: HalfRun): boolean {
  const clusters = [
    ...(raised?.services ?? []).map(({ request }) => request.cluster),
    ...(outcome === undefined ? [] : [outcome.cluster]),
    ...evidence.observations.map(({ observation }) => observation.from),
    ...evidence.standIns.map(({ cluster }) => cluster),
    ...evidence.workloads.map(({ cluster }) => cluster),
    ...(evidence.isolations ?? []).map(({ cluster }) => cluster),
    ...(evidence.missingRights ?? []).map(({ cluster }) => cluster),
    ...(evidence.refusedServices ?? []).map(({ cluster }) => cluster),
  ];
  return (
    clusters.every((cluster) => cluster === side) &&
    evidence.arrivals.every(({ probe }) => probe.startsWith(`${side}-`))
  );
}
