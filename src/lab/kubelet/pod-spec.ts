import * as z from 'zod/mini';

const itemsSchema = z.optional(z.array(z.object({ key: z.string(), path: z.string() })));

const environmentSchema = z.looseObject({
  name: z.string(),
  value: z.optional(z.string()),
  valueFrom: z.optional(z.looseObject({ fieldRef: z.optional(z.looseObject({ fieldPath: z.string() })) })),
});

/** A container, as far as the simulated kubelet reads it. */
const containerSchema = z.looseObject({
  name: z.string(),
  image: z._default(z.string(), ''),
  command: z._default(z.array(z.string()), []),
  args: z._default(z.array(z.string()), []),
  env: z._default(z.array(environmentSchema), []),
  volumeMounts: z._default(z.array(z.looseObject({ name: z.string(), mountPath: z.string() })), []),
  terminationMessagePolicy: z._default(z.string(), 'File'),
});
export type Container = z.infer<typeof containerSchema>;

const volumeSchema = z.looseObject({
  name: z.string(),
  configMap: z.optional(z.looseObject({ name: z.string(), items: itemsSchema })),
  secret: z.optional(z.looseObject({ secretName: z.string(), items: itemsSchema })),
});
export type Volume = z.infer<typeof volumeSchema>;

const requirementSchema = z.object({
  key: z.string(),
  operator: z.string(),
  values: z._default(z.array(z.string()), []),
});
export type NodeRequirement = z.infer<typeof requirementSchema>;

const affinitySchema = z.looseObject({
  nodeAffinity: z.optional(
    z.looseObject({
      requiredDuringSchedulingIgnoredDuringExecution: z.optional(
        z.looseObject({
          nodeSelectorTerms: z.array(
            z.looseObject({
              matchExpressions: z._default(z.array(requirementSchema), []),
              matchFields: z._default(z.array(requirementSchema), []),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** `spec` of a pod. */
export const podSpecSchema = z.looseObject({
  containers: z.array(containerSchema),
  volumes: z._default(z.array(volumeSchema), []),
  nodeName: z.optional(z.string()),
  nodeSelector: z._default(z.record(z.string(), z.string()), {}),
  hostNetwork: z._default(z.boolean(), false),
  terminationGracePeriodSeconds: z._default(z.number(), 30),
  affinity: z.optional(affinitySchema),
  tolerations: z._default(
    z.array(z.looseObject({ key: z.optional(z.string()), operator: z.optional(z.string()) })),
    [],
  ),
});
export type PodSpec = z.infer<typeof podSpecSchema>;

/** `spec` of a Job. */
export const jobSpecSchema = z.looseObject({
  backoffLimit: z._default(z.int(), 6),
  activeDeadlineSeconds: z.optional(z.number()),
  ttlSecondsAfterFinished: z.optional(z.number()),
  template: z.looseObject({
    metadata: z.optional(
      z.looseObject({
        labels: z.optional(z.record(z.string(), z.string())),
        annotations: z.optional(z.record(z.string(), z.string())),
      }),
    ),
    spec: z.looseObject({}),
  }),
});
