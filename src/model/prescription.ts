import * as z from 'zod/mini';

import { exposureSchema, sideSchema } from './peering.js';

/** A row of a router's port-forwarding table. An address that was not seen is absent, never invented. */
const portForwardSchema = z.object({
  protocol: z.enum(['tcp', 'udp']),
  publicAddress: z.optional(z.string()),
  publicPort: z.int(),
  targetAddress: z.string(),
  targetPort: z.int(),
});
export type PortForward = z.infer<typeof portForwardSchema>;

/** One change. `kind` is an open list; `words` is the change in one imperative sentence. */
const actionSchema = z.object({
  cluster: sideSchema,
  kind: z.enum([
    'peer-flags',
    'in-band',
    'port-forward',
    'helm-values',
    'kubectl',
    'infrastructure',
    'check-flags',
  ]),
  words: z.string(),
});
export type Action = z.infer<typeof actionSchema>;

/** Another way to the same end, in one sentence, with what has to be changed for it and the commands. */
const alternativeSchema = z.object({
  summary: z.string(),
  /** Absent where the commands are all that it takes, or where the sentence says what it takes. */
  actions: z.optional(z.array(actionSchema)),
  commands: z.array(z.string()),
  portForward: z.optional(portForwardSchema),
});
export type Alternative = z.infer<typeof alternativeSchema>;

/**
 * What makes an unmet requirement met: minimal, and complete when all of it is carried out.
 *
 * `commands` are lines to paste, in order; `helmValues` the same values as `--set` would name them.
 */
export const prescriptionSchema = z.object({
  exposure: exposureSchema,
  summary: z.string(),
  actions: z.array(actionSchema),
  commands: z.array(z.string()),
  helmValues: z.optional(z.record(z.string(), z.string())),
  portForward: z.optional(portForwardSchema),
  /** True when carrying it out may interrupt peerings that are active now. */
  disruptive: z.boolean(),
  /** Other ways to the same end. */
  alternatives: z.array(alternativeSchema),
});
export type Prescription = z.infer<typeof prescriptionSchema>;
