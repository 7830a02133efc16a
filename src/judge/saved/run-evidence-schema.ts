import * as z from 'zod/mini';

import { arrivalSchema } from '../../model/agent-event.js';
import { lanSightSchema } from '../../model/discovery.js';
import { observationSchema } from '../../model/observation.js';
import { endpointSchema, sideSchema } from '../../model/peering.js';

const standIn = z.object({
  cluster: sideSchema,
  service: z.enum(['auth', 'gateway']),
  exposure: z.enum(['NodePort', 'LoadBalancer']),
  status: z.enum(['raised', 'pending', 'not-raised']),
  reason: z.optional(z.string()),
  endpoint: z.optional(endpointSchema),
  nodePort: z.optional(z.int()),
  families: z.optional(z.array(z.string())),
  otherHosts: z.optional(z.array(z.string())),
});

/** How the run's pods fared in one cluster. */
export const workloadSchema = z.object({
  cluster: sideSchema,
  role: z.enum(['responder', 'prober']),
  view: z.optional(z.enum(['pod', 'node'])),
  node: z.optional(z.string()),
  status: z.enum(['ran', 'failed', 'not-run']),
  image: z.optional(z.string()),
  code: z.optional(
    z.enum([
      'image-pull',
      'pod-security',
      'quota',
      'limit-range',
      'forbidden',
      'unschedulable',
      'stuck',
      'crashed',
      'api',
      'not-wanted',
    ]),
  ),
  reason: z.optional(z.string()),
});

const capture = z.object({
  cluster: sideSchema,
  status: z.enum(['listened', 'interrupted', 'failed']),
  reason: z.optional(z.string()),
  pod: z.optional(z.string()),
  node: z.optional(z.string()),
  arrivals: z.array(
    z.object({
      probe: z.string(),
      received: z.int(),
      sources: z.array(z.string()),
      tracked: z.optional(z.boolean()),
    }),
  ),
});

const missingRight = z.object({
  cluster: sideSchema,
  verb: z.string(),
  resource: z.string(),
  namespace: z.string(),
  loss: z.optional(z.string()),
});

const refusedService = z.object({
  cluster: sideSchema,
  service: z.optional(z.enum(['auth', 'gateway'])),
  exposure: z.enum(['NodePort', 'LoadBalancer']),
  reason: z.string(),
});

const isolation = z.object({
  cluster: sideSchema,
  direction: z.enum(['egress', 'ingress']),
  namespace: z.string(),
  policies: z.array(z.string()),
  unanswered: z.array(z.string()),
  answered: z.int(),
});

/** Everything that a run itself saw. */
export const runEvidenceSchema = z.object({
  standIns: z.array(standIn),
  observations: z.array(z.object({ observation: observationSchema, receivedAtMs: z.number() })),
  arrivals: z.array(arrivalSchema),
  workloads: z.array(workloadSchema),
  captures: z.optional(z.array(capture)),
  hearings: z.optional(
    z.array(
      z.object({
        from: z.enum(['operator', 'local', 'remote']),
        node: z.optional(z.string()),
        sight: lanSightSchema,
      }),
    ),
  ),
  missingRights: z.optional(z.array(missingRight)),
  refusedServices: z.optional(z.array(refusedService)),
  isolations: z.optional(z.array(isolation)),
});
