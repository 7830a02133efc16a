import * as z from 'zod/mini';

import { endpointSchema, exposureSchema, serviceSchema, sideSchema } from './peering.js';
import { prescriptionSchema } from './prescription.js';

/** Whether a requirement holds. `skipped` says because of which finding. */
export const requirementStatusSchema = z.enum(['met', 'unmet', 'unknown', 'not-applicable', 'skipped']);
export type RequirementStatus = z.infer<typeof requirementStatusSchema>;

/** How a met gateway was shown to work: see rule 11 of the requirement matrix. */
const assuranceSchema = z.enum(['proven', 'sibling', 'stand-in']);
export type Assurance = z.infer<typeof assuranceSchema>;

/** Where packets may be stopped, and of which cluster that is. The reply path is named by the cluster that replies. */
const blockingPlaceSchema = z.object({
  at: z.enum(['egress', 'ingress', 'load-balancer', 'nat-device', 'reply-path', 'unrouted-address']),
  cluster: sideSchema,
});
export type BlockingPlace = z.infer<typeof blockingPlaceSchema>;

/** Who blocks: the places that contrasts leave, the likeliest first, and how sure it is that it is one of them. */
const blockerSchema = z.object({
  places: z.array(blockingPlaceSchema),
  confidence: z.enum(['high', 'medium']),
  /** IDs of the probes, the one that failed first. */
  evidence: z.array(z.string()),
});
export type Blocker = z.infer<typeof blockerSchema>;

/** One service of one cluster that the other cluster must reach, and whether it does. */
export const requirementSchema = z.object({
  service: serviceSchema,
  /** The cluster that offers the service. */
  cluster: sideSchema,
  /** The cluster that must reach it. */
  from: sideSchema,
  status: requirementStatusSchema,
  /** The exposures the scenario accepts. */
  accepted: z.array(exposureSchema),
  /** The exposure found; `null` when the service is not there or cannot be told. */
  configured: z.nullable(exposureSchema),
  /** What Liqo would advertise; `null` when it would advertise nothing. */
  endpoint: z.nullable(endpointSchema),
  assurance: z.optional(assuranceSchema),
  /** Why the status is what it is, one sentence. */
  reason: z.string(),
  /** IDs of probes. */
  evidence: z.array(z.string()),
  /** Absent where it is met, or where nothing tells who blocks. */
  blocker: z.optional(blockerSchema),
  /** Requirements of one group are alternatives: one that is met suffices. */
  group: z.optional(z.literal('gateway')),
  prescription: z.optional(prescriptionSchema),
});
export type Requirement = z.infer<typeof requirementSchema>;
