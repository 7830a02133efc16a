import * as z from 'zod/mini';

const bySideSchema = z.object({ local: z.array(z.string()), remote: z.array(z.string()) });

/** What a dry run tells: objects it would create in each cluster and probes it would send from there. */
export const dryRunSchema = z.object({ creates: bySideSchema, probes: bySideSchema });

/** What a dry run tells: objects it would create in each cluster and probes it would send from there. */
export interface DryRun {
  readonly creates: Readonly<Record<'local' | 'remote', readonly string[]>>;
  readonly probes: Readonly<Record<'local' | 'remote', readonly string[]>>;
}
