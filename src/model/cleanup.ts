import * as z from 'zod/mini';

import { sideSchema } from './peering.js';

const leftoverSchema = z.object({
  /** Such as `jobs.batch/liqo-doctor/responder-3f9a1b2c`. */
  object: z.string(),
  reason: z.string(),
});

/** One run that something was found of. */
const cleanedRunSchema = z.object({
  /** Empty where what was found says of no run that it belongs to it. */
  runId: z.string(),
  namespace: z.string(),
  /** What was found of it, as `kind/namespace/name`. */
  objects: z.array(z.string()),
  /** `under-way`: left alone, since its time is not over; `found`: would be removed, in a dry run. */
  status: z.enum(['removed', 'under-way', 'found', 'not-removed']),
  /** When its time is over at the latest, where that is to come. */
  endsAt: z.optional(z.string()),
  remaining: z.array(leftoverSchema),
});

/** What became of one cluster. */
const cleanedClusterSchema = z.object({
  side: sideSchema,
  /** Name of the kubeconfig context. */
  name: z.string(),
  /** The namespaces that were looked into. */
  namespaces: z.array(z.string()),
  /** What could not be looked at, one sentence each. */
  notSeen: z.array(z.string()),
  runs: z.array(cleanedRunSchema),
  /** Namespaces of liqo-doctor's making that are gone now, or would be. */
  removedNamespaces: z.array(z.string()),
  remaining: z.array(leftoverSchema),
});

/** What `liqo-doctor cleanup` found and removed. */
export const cleanupSchema = z.object({
  /** Nothing was removed: it was only looked. */
  dryRun: z.boolean(),
  clusters: z.array(cleanedClusterSchema),
});
export type Cleanup = z.infer<typeof cleanupSchema>;
export type CleanedCluster = Cleanup['clusters'][number];
export type CleanedRun = CleanedCluster['runs'][number];
