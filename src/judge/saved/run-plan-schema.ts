import * as z from 'zod/mini';

import { probeTaskSchema } from '../../model/agent-plan.js';
import { generationSchema, sideSchema } from '../../model/peering.js';
import { textsByName } from './fact-schema.js';

const standIn = {
  cluster: sideSchema,
  service: z.enum(['auth', 'gateway']),
  exposure: z.enum(['NodePort', 'LoadBalancer']),
  nodePort: z.optional(z.int()),
  port: z.int(),
  annotations: textsByName,
  dialHost: z.optional(z.string()),
  dialPort: z.optional(z.int()),
};

/** A responder to raise. */
export const standInRequestSchema = z.object(standIn);

const probes = z.array(probeTaskSchema);
const nodes = z.array(z.string());

/** What a run was going to do. */
export const runPlanSchema = z.object({
  generation: generationSchema,
  liqoVersion: z.string(),
  generationReason: z.string(),
  standIns: z.array(standInRequestSchema),
  notRaised: z.array(z.object({ ...standIn, reason: z.string() })),
  idleMs: z.optional(z.array(z.number())),
  probes: z.object({ local: probes, remote: probes }),
  senders: z.optional(z.object({ local: nodes, remote: nodes })),
  listensToLan: z.optional(z.boolean()),
});
