import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod/mini';

import { endpointSchema, exposureSchema } from '../../src/model/peering.js';

const advertisedSchema = z.strictObject({
  endpoint: z.nullable(endpointSchema),
  determinate: z.optional(z.literal(false)),
  exposure: z.nullable(exposureSchema),
  candidates: z.array(endpointSchema),
  quirks: z.array(z.string()),
  /** How it follows from Liqo's source. */
  worked: z.string().check(z.minLength(40)),
});

/** What Liqo is expected to hand to the peer for one service. */
export type ExpectedAdvertised = z.infer<typeof advertisedSchema>;

const fixtureSchema = z.strictObject({
  about: z.string(),
  constructed: z.literal(true),
  server: z.string(),
  certificateAuthority: z.enum(['cluster', 'other']),
  installing: z.optional(z.string()),
  answers: z.record(z.string(), z.looseObject({})),
  release: z.union([
    z.strictObject({ version: z.string(), generation: z.enum(['g1', 'g2', 'g3']) }),
    z.strictObject({ unsupported: z.string() }),
  ]),
  advertised: z.optional(
    z.strictObject({ auth: advertisedSchema, apiServer: advertisedSchema, gateway: advertisedSchema }),
  ),
  gatewayServer: z.optional(
    z.strictObject({
      NodePort: z.array(z.strictObject({ node: z.string(), address: z.string() })),
      worked: z.string().check(z.minLength(40)),
    }),
  ),
});

/** A cluster as a file of test/clusters describes it; the README there tells the fields. */
export type ClusterFixture = z.infer<typeof fixtureSchema> & {
  /** Such as `eks/v1-2-0-private.json`. */
  readonly file: string;
};

const root = join(import.meta.dirname, '../clusters');

/** Every cluster of test/clusters, by platform and file name. */
export function clusterFixtures(): readonly ClusterFixture[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => {
      const parsed = fixtureSchema.safeParse(JSON.parse(readFileSync(join(root, file), 'utf8')));
      if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
      return { ...parsed.data, file };
    });
}
