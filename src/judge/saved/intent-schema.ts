import * as z from 'zod/mini';

import { scenarioIdSchema } from '../../model/peering.js';

/** What will be peered. */
export const intentSchema = z.object({
  liqoVersion: z.string(),
  scenario: z.optional(scenarioIdSchema),
  peering: z.enum(['out-of-band', 'in-band']),
  networkingDisabled: z.boolean(),
  gateway: z.object({
    location: z.optional(z.enum(['Provider', 'Consumer'])),
    type: z.optional(z.enum(['LoadBalancer', 'NodePort', 'ClusterIP'])),
    port: z.optional(z.int()),
    nodePort: z.optional(z.int()),
    loadBalancerIp: z.optional(z.string()),
    clientAddress: z.optional(z.string()),
    clientPort: z.optional(z.int()),
  }),
  mtu: z.optional(z.int()),
});

/** How printed commands name one cluster. */
export const wordsSchema = z.object({
  kubeconfig: z.optional(z.string()),
  context: z.optional(z.string()),
  liqoNamespace: z.string(),
});
