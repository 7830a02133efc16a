import * as z from 'zod/mini';

/*
 * The parts of Kubernetes objects that are read. Go writes `null` for empty maps and lists and leaves empty fields
 * out, so every optional field may also be `null`. Unknown fields are ignored.
 */

const text = z.nullish(z.string());
const stringMap = z.nullish(z.record(z.string(), z.string()));

const metadata = z.object({
  name: z.string(),
  namespace: text,
  uid: text,
  labels: stringMap,
  annotations: stringMap,
});

/** A list of objects; a missing or null `items` is an empty list. */
function listOf<S extends z.ZodMiniType>(item: S) {
  return z.object({ items: z.nullish(z.array(item)) });
}

/** Any object, by its name. */
export const namedListSchema = listOf(z.object({ metadata }));

/** `GET /version`. */
export const versionSchema = z.object({ gitVersion: z.string() });

export const namespaceSchema = z.object({ metadata: z.object({ uid: z.string() }) });

export const configMapSchema = z.object({ data: stringMap });
export type ConfigMap = z.infer<typeof configMapSchema>;

const nodeSchema = z.object({
  metadata,
  spec: z.nullish(
    z.object({
      providerID: text,
      unschedulable: z.nullish(z.boolean()),
      podCIDR: text,
      podCIDRs: z.nullish(z.array(z.string())),
    }),
  ),
  status: z.nullish(
    z.object({
      addresses: z.nullish(z.array(z.object({ type: z.string(), address: z.string() }))),
      conditions: z.nullish(z.array(z.object({ type: z.string(), status: z.string() }))),
      nodeInfo: z.nullish(z.object({ kernelVersion: text, osImage: text, operatingSystem: text })),
    }),
  ),
});
export const nodeListSchema = listOf(nodeSchema);
export type Node = z.infer<typeof nodeSchema>;

const serviceSchema = z.object({
  metadata,
  spec: z.object({
    type: text,
    clusterIP: text,
    externalTrafficPolicy: text,
    ports: z.nullish(
      z.array(
        z.object({
          name: text,
          protocol: text,
          port: z.int(),
          targetPort: z.nullish(z.union([z.int(), z.string()])),
          nodePort: z.nullish(z.int()),
        }),
      ),
    ),
  }),
  status: z.nullish(
    z.object({
      loadBalancer: z.nullish(
        z.object({ ingress: z.nullish(z.array(z.object({ ip: text, hostname: text }))) }),
      ),
    }),
  ),
});
export const serviceListSchema = listOf(serviceSchema);
export type Service = z.infer<typeof serviceSchema>;

const endpointSliceSchema = z.object({
  metadata,
  endpoints: z.nullish(
    z.array(
      z.object({
        addresses: z.nullish(z.array(z.string())),
        conditions: z.nullish(z.object({ ready: z.nullish(z.boolean()) })),
        targetRef: z.nullish(z.object({ name: text })),
      }),
    ),
  ),
});
export const endpointSliceListSchema = listOf(endpointSliceSchema);
export type EndpointSlice = z.infer<typeof endpointSliceSchema>;

const ingressSchema = z.object({
  metadata,
  spec: z.nullish(
    z.object({
      ingressClassName: text,
      tls: z.nullish(z.array(z.unknown())),
      rules: z.nullish(
        z.array(
          z.object({
            host: text,
            http: z.nullish(
              z.object({
                paths: z.nullish(
                  z.array(
                    z.object({ backend: z.object({ service: z.nullish(z.object({ name: z.string() })) }) }),
                  ),
                ),
              }),
            ),
          }),
        ),
      ),
    }),
  ),
});
export const ingressListSchema = listOf(ingressSchema);
export type Ingress = z.infer<typeof ingressSchema>;

const deploymentSchema = z.object({
  metadata,
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(
          z.object({ name: z.string(), image: text, args: z.nullish(z.array(z.string())) }),
        ),
      }),
    }),
  }),
});
export const deploymentListSchema = listOf(deploymentSchema);
export type Deployment = z.infer<typeof deploymentSchema>;

/** `ServiceCIDR` (networking.k8s.io/v1, Kubernetes 1.33 and later). */
const serviceCidrSchema = z.object({ metadata, spec: z.object({ cidrs: z.array(z.string()) }) });
export const serviceCidrListSchema = listOf(serviceCidrSchema);
export type ServiceCidr = z.infer<typeof serviceCidrSchema>;
