import * as z from 'zod/mini';

import { metadataSchema as metadata } from './object-metadata.js';
import { safeText } from './safe-text.js';

const text = z.nullish(safeText);

/** SOURCE: Liqo apis/discovery/v1alpha1/foreigncluster_types.go@v0.3.0, @v0.10.3. */
export const earlyForeignClusterSchema = z.object({
  metadata,
  spec: z.nullish(z.object({ clusterIdentity: z.nullish(z.object({ clusterID: text })) })),
  status: z.nullish(
    z.object({
      peeringConditions: z.nullish(z.array(z.object({ type: safeText, status: safeText }))),
    }),
  ),
});
export type EarlyForeignCluster = z.infer<typeof earlyForeignClusterSchema>;

const moduleSchema = z.nullish(z.object({ enabled: z.nullish(z.boolean()) }));

/** SOURCE: Liqo apis/core/v1beta1/foreigncluster_types.go@v1.2.0. */
export const foreignClusterSchema = z.object({
  metadata,
  spec: z.nullish(z.object({ clusterID: text })),
  status: z.nullish(
    z.object({
      role: text,
      modules: z.nullish(
        z.object({ networking: moduleSchema, authentication: moduleSchema, offloading: moduleSchema }),
      ),
    }),
  ),
});
export type ForeignCluster = z.infer<typeof foreignClusterSchema>;

/** SOURCE: Liqo apis/net/v1alpha1/ipamstorage_types.go@v0.10.3; `reservedSubnets` since v0.3.1. */
export const ipamStorageSchema = z.object({
  metadata,
  spec: z.nullish(
    z.object({
      podCIDR: text,
      serviceCIDR: text,
      externalCIDR: text,
      reservedSubnets: z.nullish(z.array(safeText)),
    }),
  ),
});
export type IpamStorage = z.infer<typeof ipamStorageSchema>;

const port = z.nullish(z.int());

/** SOURCE: Liqo apis/networking/v1beta1/gatewayserver_types.go@v1.0.0, @v1.2.0. */
export const gatewayServerSchema = z.object({
  metadata,
  spec: z.nullish(z.object({ endpoint: z.nullish(z.object({ port, serviceType: text })) })),
  status: z.nullish(
    z.object({ endpoint: z.nullish(z.object({ addresses: z.nullish(z.array(safeText)), port })) }),
  ),
});
export type GatewayServer = z.infer<typeof gatewayServerSchema>;

/** SOURCE: Liqo apis/ipam/v1alpha1/network_types.go@v1.2.0. */
export const networkSchema = z.object({
  metadata,
  spec: z.object({ cidr: safeText }),
  status: z.nullish(z.object({ cidr: text })),
});
export type Network = z.infer<typeof networkSchema>;
