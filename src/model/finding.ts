import * as z from 'zod/mini';

import { endpointSchema, serviceSchema, sideSchema } from './peering.js';

/** How much it matters where it is not so; `info` only informs. */
const severitySchema = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof severitySchema>;

/** `skip`: it does not apply, or depends on a finding that failed; `unknown`: it could not be found out. */
export const findingStatusSchema = z.enum(['pass', 'fail', 'warn', 'skip', 'unknown']);
export type FindingStatus = z.infer<typeof findingStatusSchema>;

/** One check and what came of it. Codes are never reused; titles are true when the check passes. */
export const findingSchema = z.object({
  /** Such as `LD-API-003`. */
  code: z.string(),
  /** True when the check passes: `The API server is reachable`. */
  title: z.string(),
  severity: severitySchema,
  status: findingStatusSchema,
  /** Why the status is what it is, one sentence. */
  reason: z.optional(z.string()),
  /** What it is about; each absent where it is about no single one. */
  service: z.optional(serviceSchema),
  cluster: z.optional(sideSchema),
  /** The cluster that would have to reach it. */
  from: z.optional(sideSchema),
  endpoint: z.optional(endpointSchema),
  /** True for a check that rules peering out when it fails, whatever is reachable. */
  prerequisite: z.optional(z.literal(true)),
  /** Codes of the findings without which it says nothing. */
  dependsOn: z.array(z.string()),
  /** What it rests on, such as the IDs of probes. */
  evidence: z.array(z.string()),
  /** What to do, one sentence; absent where there is nothing to do. */
  remedy: z.optional(z.string()),
  /** Anchor in docs/checks.md. */
  docs: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;
