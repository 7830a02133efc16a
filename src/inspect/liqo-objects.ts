import * as z from 'zod/mini';

const metadata = z.object({
  name: z.string(),
  labels: z.nullish(z.record(z.string(), z.string())),
});

/** SOURCE: Liqo apis/discovery/v1alpha1/foreigncluster_types.go@v0.10.3. */
const earlyForeignClusterSchema = z.object({
  metadata,
  status: z.nullish(
    z.object({
      peeringConditions: z.nullish(z.array(z.object({ type: z.string(), status: z.string() }))),
    }),
  ),
});
export const earlyForeignClusterListSchema = z.object({
  items: z.nullish(z.array(earlyForeignClusterSchema)),
});
export type EarlyForeignCluster = z.infer<typeof earlyForeignClusterSchema>;

const moduleSchema = z.nullish(z.object({ enabled: z.nullish(z.boolean()) }));

/** SOURCE: Liqo apis/core/v1beta1/foreigncluster_types.go@v1.2.0. */
const foreignClusterSchema = z.object({
  metadata,
  status: z.nullish(
    z.object({
      modules: z.nullish(
        z.object({ networking: moduleSchema, authentication: moduleSchema, offloading: moduleSchema }),
      ),
    }),
  ),
});
export const foreignClusterListSchema = z.object({ items: z.nullish(z.array(foreignClusterSchema)) });
export type ForeignCluster = z.infer<typeof foreignClusterSchema>;

/** SOURCE: Liqo apis/net/v1alpha1/ipamstorage_types.go@v0.10.3. */
const ipamStorageSchema = z.object({
  metadata,
  spec: z.nullish(
    z.object({
      podCIDR: z.nullish(z.string()),
      serviceCIDR: z.nullish(z.string()),
      externalCIDR: z.nullish(z.string()),
    }),
  ),
});
export const ipamStorageListSchema = z.object({ items: z.nullish(z.array(ipamStorageSchema)) });
export type IpamStorage = z.infer<typeof ipamStorageSchema>;

/** SOURCE: Liqo apis/ipam/v1alpha1/network_types.go@v1.2.0. */
const networkSchema = z.object({
  metadata,
  spec: z.object({ cidr: z.string() }),
  status: z.nullish(z.object({ cidr: z.nullish(z.string()) })),
});
export const networkListSchema = z.object({ items: z.nullish(z.array(networkSchema)) });
export type Network = z.infer<typeof networkSchema>;
