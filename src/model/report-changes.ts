import * as z from 'zod/mini';

import { findingStatusSchema } from './finding.js';
import { serviceSchema, sideSchema } from './peering.js';
import { verdictSchema } from './report.js';
import { requirementStatusSchema } from './requirement.js';

/** A requirement whose status is another one; `null` where one of the reports does not have it. */
const requirementChangeSchema = z.object({
  service: serviceSchema,
  cluster: sideSchema,
  from: sideSchema,
  before: z.nullable(requirementStatusSchema),
  after: z.nullable(requirementStatusSchema),
  /** Why it is so now; absent where the requirement is gone. */
  reason: z.optional(z.string()),
});
export type RequirementChange = z.infer<typeof requirementChangeSchema>;

/** A finding whose status is another one; `null` where one of the reports does not have it. */
const findingChangeSchema = z.object({
  code: z.string(),
  title: z.string(),
  service: z.optional(serviceSchema),
  cluster: z.optional(sideSchema),
  before: z.nullable(findingStatusSchema),
  after: z.nullable(findingStatusSchema),
  /** Why it is so now. */
  reason: z.optional(z.string()),
});
export type FindingChange = z.infer<typeof findingChangeSchema>;

/** What is not as it was, from the report of one run to that of a later one. */
export const reportChangesSchema = z.object({
  verdict: z.object({ before: verdictSchema, after: verdictSchema }),
  requirements: z.array(requirementChangeSchema),
  findings: z.array(findingChangeSchema),
});
export type ReportChanges = z.infer<typeof reportChangesSchema>;
