import * as z from 'zod/mini';

import { sideSchema } from '../../model/peering.js';
import { factOf, textsByName } from './fact-schema.js';
import { liqoFactsSchema } from './liqo-facts-schema.js';

const texts = factOf(z.array(z.string()));

const node = z.object({
  name: z.string(),
  addresses: z.array(z.object({ type: z.string(), address: z.string() })),
  ready: z.boolean(),
  schedulable: z.boolean(),
  repelsPods: z.optional(z.boolean()),
  labels: textsByName,
  providerId: z.optional(z.string()),
  kernelVersion: z.string(),
  osImage: z.string(),
  architecture: z.string(),
  virtual: z.boolean(),
  operatingSystem: z.string(),
});

const apiServer = z.object({
  kubeconfigUrl: z.string(),
  listeners: factOf(z.array(z.object({ address: z.string(), port: z.int() }))),
  certificateAuthority: factOf(z.string()),
  certificateNames: texts,
  certificateStartsAt: factOf(z.string()),
  certificateExpiresAt: factOf(z.string()),
  kubeconfigSharesAuthority: factOf(z.boolean()),
});

const permission = z.object({
  verb: z.string(),
  resource: z.string(),
  namespace: z.optional(z.string()),
  purpose: z.string(),
  allowed: factOf(z.boolean()),
});

const refusedRead = z.object({ verb: z.string(), resource: z.string(), namespace: z.optional(z.string()) });

/** Everything that was read from a cluster. */
export const clusterFactsSchema = z.object({
  side: sideSchema,
  name: z.string(),
  uid: factOf(z.string()),
  kubernetesVersion: factOf(z.string()),
  platform: z.object({
    provider: z.string(),
    cloud: factOf(z.boolean()),
    managed: factOf(z.boolean()),
    evidence: z.array(z.string()),
  }),
  nodes: factOf(z.array(node)),
  apiServer,
  liqo: liqoFactsSchema,
  cidrs: z.object({ pod: texts, podOfNodes: texts, service: texts, external: texts }),
  networkPlugins: texts,
  clock: factOf(z.object({ aheadMs: z.number(), withinMs: z.number() })),
  permissions: z.array(permission),
  refusedReads: z.array(refusedRead),
});
