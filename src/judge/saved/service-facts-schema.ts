import * as z from 'zod/mini';

import { factOf, textsByName } from './fact-schema.js';

/** Addresses that a load balancer got. */
export const loadBalancerSchema = z.array(
  z.object({ ip: z.optional(z.string()), hostname: z.optional(z.string()) }),
);

const port = z.object({
  name: z.optional(z.string()),
  protocol: z.string(),
  port: z.int(),
  targetPort: z.optional(z.union([z.int(), z.string()])),
  nodePort: z.optional(z.int()),
});

/** A Service as it was read. */
export const serviceFactsSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  type: z.string(),
  clusterIp: z.optional(z.string()),
  ports: z.array(port),
  loadBalancer: loadBalancerSchema,
  annotations: textsByName,
  externalTrafficPolicy: z.optional(z.string()),
  families: z.optional(z.array(z.string())),
  readyEndpoints: factOf(z.number()),
  warnings: factOf(z.array(z.string())),
});

/** An Ingress as it was read. */
export const ingressFactsSchema = z.object({
  name: z.string(),
  host: z.string(),
  className: z.optional(z.string()),
  annotations: textsByName,
  tls: z.boolean(),
  addresses: loadBalancerSchema,
  classes: z.optional(factOf(z.array(z.string()))),
});
