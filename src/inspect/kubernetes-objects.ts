import * as z from 'zod/mini';

import { metadataSchema as metadata } from './object-metadata.js';
import { safeLines, safeText } from './safe-text.js';

/*
 * The parts of Kubernetes objects that are read. Go writes `null` for empty maps and lists and leaves empty fields
 * out, so every optional field may also be `null`. Unknown fields are ignored.
 */

const text = z.nullish(safeText);
const port = z.int().check(z.minimum(0), z.maximum(65_535));

/** `GET /version`. */
export const versionSchema = z.object({ gitVersion: safeText });

export const namespaceSchema = z.object({ metadata: z.object({ uid: safeText }) });

/** ConfigMap `kube-root-ca.crt`. */
export const rootCaSchema = z.object({ data: z.nullish(z.object({ 'ca.crt': z.nullish(safeLines) })) });
export type RootCa = z.infer<typeof rootCaSchema>;

/** ConfigMaps `liqo-clusterid-configmap` and `cluster-id`. */
export const clusterIdSchema = z.object({
  metadata: z.nullish(z.object({ labels: metadata.shape.labels })),
  data: z.nullish(z.object({ CLUSTER_ID: text, 'cluster-id': text })),
});
export type ClusterIdMap = z.infer<typeof clusterIdSchema>;

export const nodeSchema = z.object({
  metadata,
  spec: z.nullish(
    z.object({
      providerID: text,
      unschedulable: z.nullish(z.boolean()),
      taints: z.nullish(z.array(z.object({ effect: text }))),
      podCIDR: text,
      podCIDRs: z.nullish(z.array(safeText)),
    }),
  ),
  status: z.nullish(
    z.object({
      addresses: z.nullish(z.array(z.object({ type: safeText, address: safeText }))),
      conditions: z.nullish(z.array(z.object({ type: safeText, status: safeText }))),
      nodeInfo: z.nullish(
        z.object({ kernelVersion: text, osImage: text, operatingSystem: text, architecture: text }),
      ),
    }),
  ),
});
export type Node = z.infer<typeof nodeSchema>;

/** The status of a Service or an Ingress: the addresses that a controller gave it. */
const balancedStatus = z.nullish(
  z.object({
    loadBalancer: z.nullish(
      z.object({ ingress: z.nullish(z.array(z.object({ ip: text, hostname: text }))) }),
    ),
  }),
);

export const serviceSchema = z.object({
  metadata,
  spec: z.object({
    type: text,
    clusterIP: text,
    externalTrafficPolicy: text,
    ipFamilies: z.nullish(z.array(safeText)),
    ports: z.nullish(
      z.array(
        z.object({
          name: text,
          protocol: text,
          port,
          targetPort: z.nullish(z.union([port, safeText])),
          nodePort: z.nullish(port),
        }),
      ),
    ),
  }),
  status: balancedStatus,
});
export type Service = z.infer<typeof serviceSchema>;

export const endpointSliceSchema = z.object({
  metadata,
  endpoints: z.nullish(
    z.array(
      z.object({
        addresses: z.nullish(z.array(safeText)),
        conditions: z.nullish(z.object({ ready: z.nullish(z.boolean()) })),
        targetRef: z.nullish(z.object({ name: text })),
      }),
    ),
  ),
  ports: z.nullish(z.array(z.object({ name: text, port: z.nullish(port) }))),
});
export type EndpointSlice = z.infer<typeof endpointSliceSchema>;

export const ingressSchema = z.object({
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
                    z.object({ backend: z.object({ service: z.nullish(z.object({ name: safeText })) }) }),
                  ),
                ),
              }),
            ),
          }),
        ),
      ),
    }),
  ),
  status: balancedStatus,
});
export type Ingress = z.infer<typeof ingressSchema>;

export const deploymentSchema = z.object({
  metadata,
  status: z.nullish(z.object({ readyReplicas: z.nullish(z.number()) })),
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(
          // An argument may be a certificate.
          z.object({
            name: safeText,
            image: text,
            args: z.nullish(z.array(safeLines)),
            // A value that is not plain text comes from elsewhere, as `envFrom` does.
            env: z.nullish(
              z.array(
                z.object({ name: safeText, value: z.nullish(safeText), valueFrom: z.optional(z.unknown()) }),
              ),
            ),
            envFrom: z.nullish(z.array(z.unknown())),
          }),
        ),
      }),
    }),
  }),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** An Event about an object. Components write one of the three times, depending on their age. */
export const eventSchema = z.object({
  metadata,
  involvedObject: z.object({ kind: text, name: text }),
  type: text,
  message: text,
  lastTimestamp: text,
  eventTime: text,
  series: z.nullish(z.object({ lastObservedTime: text })),
});
export type Event = z.infer<typeof eventSchema>;

/** `ServiceCIDR` (networking.k8s.io/v1, Kubernetes 1.33 and later). */
export const serviceCidrSchema = z.object({ metadata, spec: z.object({ cidrs: z.array(safeText) }) });
export type ServiceCidr = z.infer<typeof serviceCidrSchema>;
