import * as z from 'zod/mini';

import { isObjectName } from '../../model/object-name.js';
import { generationSchema } from '../../model/peering.js';
import { factOf } from './fact-schema.js';
import { ingressFactsSchema, serviceFactsSchema } from './service-facts-schema.js';

const maybeText = factOf(z.nullable(z.string()));

const gatewayServer = z.object({
  namespace: z.string(),
  name: z.string(),
  remoteClusterId: z.optional(z.string()),
  serviceType: z.optional(z.string()),
  listenPort: z.optional(z.int()),
  addresses: z.array(z.string()),
  port: z.optional(z.int()),
});

const peering = z.object({
  name: z.string().check(z.refine(isObjectName)),
  clusterId: z.optional(z.string()),
  outgoing: z.boolean(),
  incoming: z.boolean(),
});

const lanDiscovery = z.object({
  announces: z.boolean(),
  searches: z.boolean(),
  ttlSeconds: z.optional(z.number()),
  readyPods: z.optional(z.int()),
});

const proxies = z.object({
  httpsProxy: z.optional(z.string()),
  httpProxy: z.optional(z.string()),
  noProxy: z.optional(z.string()),
});

/** What is known of Liqo in a cluster. */
export const liqoFactsSchema = z.object({
  namespace: z.string(),
  installed: factOf(z.boolean()),
  generation: factOf(generationSchema),
  version: factOf(z.string()),
  clusterId: factOf(z.string()),
  authService: factOf(z.nullable(serviceFactsSchema)),
  authIngress: factOf(z.nullable(ingressFactsSchema)),
  authTls: factOf(z.boolean()),
  gatewayService: factOf(z.nullable(serviceFactsSchema)),
  apiServerOverride: maybeText,
  trustedCa: factOf(z.boolean()),
  authAddressOverride: maybeText,
  shadowedAddressOverride: maybeText,
  authPortOverride: maybeText,
  caOverride: maybeText,
  eksCluster: maybeText,
  tunnelMtu: factOf(z.nullable(z.number())),
  reservedRanges: factOf(z.array(z.string())),
  lanDiscovery: factOf(z.nullable(lanDiscovery)),
  proxyEnvironment: factOf(z.nullable(proxies)),
  proxy: factOf(z.boolean()),
  activePeerings: factOf(z.array(peering)),
  gatewayServers: factOf(z.array(gatewayServer)),
});
