import * as z from 'zod/mini';

import { endpointSchema, serviceSchema, sideSchema } from './peering.js';

const severitySchema = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof severitySchema>;

export const findingStatusSchema = z.enum(['pass', 'fail', 'warn', 'skip', 'unknown']);
export type FindingStatus = z.infer<typeof findingStatusSchema>;

/** One check and what came of it. Codes are never reused; titles are true when the check passes. */
export const findingSchema = z.object({
  /** Such as `LD-API-003`. */
  code: z.string(),
  title: z.string(),
  severity: severitySchema,
  status: findingStatusSchema,
  reason: z.optional(z.string()),
  service: z.optional(serviceSchema),
  cluster: z.optional(sideSchema),
  from: z.optional(sideSchema),
  endpoint: z.optional(endpointSchema),
  /** True for a check that rules peering out when it fails, whatever is reachable. */
  prerequisite: z.optional(z.literal(true)),
  dependsOn: z.array(z.string()),
  evidence: z.array(z.string()),
  remedy: z.optional(z.string()),
  /** Anchor in docs/checks.md. */
  docs: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;
