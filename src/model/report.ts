import * as z from 'zod/mini';

import { findingSchema } from './finding.js';
import { observationSchema } from './observation.js';
import { generationSchema, scenarioIdSchema, sideSchema } from './peering.js';
import { requirementSchema } from './requirement.js';

export const reportApiVersion = 'liqo-doctor/v1';

/** `ready`: all met; `not-ready`: something is unmet; `undetermined`: nothing unmet, something unknown. */
export const verdictSchema = z.enum(['ready', 'not-ready', 'undetermined']);
export type Verdict = z.infer<typeof verdictSchema>;

const confidenceSchema = z.enum(['high', 'medium', 'low']);

/** Which row of the requirement matrix applies, and why. */
const scenarioSchema = z.object({
  id: scenarioIdSchema,
  /** The cluster that reads column A, and the one that reads column B. */
  a: sideSchema,
  b: sideSchema,
  confidence: confidenceSchema,
  evidence: z.array(z.string()),
});
export type Scenario = z.infer<typeof scenarioSchema>;

const serviceSummarySchema = z.object({
  type: z.string(),
  ports: z.array(z.string()),
  /** Addresses of its load balancer. */
  addresses: z.array(z.string()),
});

/** One cluster as it was found. What could not be read is `null`. */
const clusterSummarySchema = z.object({
  name: z.string(),
  clusterId: z.nullable(z.string()),
  liqoVersion: z.nullable(z.string()),
  kubernetesVersion: z.nullable(z.string()),
  platform: z.object({ provider: z.string(), managed: z.nullable(z.boolean()) }),
  nodes: z.array(
    z.object({
      name: z.string(),
      ready: z.boolean(),
      addresses: z.array(z.object({ type: z.string(), address: z.string() })),
    }),
  ),
  apiServer: z.object({ url: z.string(), certificateNames: z.nullable(z.array(z.string())) }),
  services: z.object({ auth: z.nullable(serviceSummarySchema), gateway: z.nullable(serviceSummarySchema) }),
  cidrs: z.object({ pod: z.nullable(z.array(z.string())), service: z.nullable(z.array(z.string())) }),
});
export type ClusterSummary = z.infer<typeof clusterSummarySchema>;

/** What to do now: the line that peers the clusters, when ready; what to change first, when not. */
const nextSchema = z.object({
  /** The line of liqoctl that peers the clusters, where they are ready. */
  command: z.optional(z.string()),
  /** Lines to run before it, in their order: they install Liqo where it is not there yet. */
  before: z.optional(z.array(z.string())),
  notes: z.array(z.string()),
});
export type Next = z.infer<typeof nextSchema>;

/**
 * The stages of a run, in their order: reading the clusters; asking what is permitted and what would be admitted;
 * creating objects; waiting until both responders listen; probing, with the start of the pods that do it; judging. In
 * half a run (`check --half`) also waiting for the other half.
 */
export type RunStage = 'inspect' | 'ask' | 'exchange' | 'raise' | 'start' | 'probe' | 'judge';

/** What a pod of a run does. */
export type PodRole = 'responder' | 'prober';

/**
 * Milliseconds from the creation of a Job to the first line of its pod's log, by what the pod does; of several probers
 * that of the slowest. Absent for one that was not heard of.
 */
const podStartsSchema = z.object({ responder: z.optional(z.number()), prober: z.optional(z.number()) });

/** When a run was made, and how long it took up to its report; cleaning up comes after. */
export const timingSchema = z.object({
  startedAt: z.string(),
  durationMs: z.number(),
  /**
   * Milliseconds by stage: inspect, ask, raise, start, probe, judge. One ends where the next begins. Of two halves each
   * stage is that of the slower one.
   */
  stages: z.record(z.string(), z.number()),
  /** How long pods took to start, which the stages start and probe contain; absent where there were none. */
  podStarts: z.optional(z.object({ local: podStartsSchema, remote: podStartsSchema })),
});

/** What ran in the run's pods, so that it can be held against the published package. */
export const podsSchema = z.object({
  /** SHA-256 of the agent, `dist/agent.mjs` of this release, in hexadecimal digits. */
  agentSha256: z.string(),
  /** The images that ran in each cluster as its kubelets name them, such as `docker.io/library/node@sha256:…`. */
  images: z.object({ local: z.array(z.string()), remote: z.array(z.string()) }),
});
export type RunPods = z.infer<typeof podsSchema>;

/** A note of `next`: of two requirements, one has to be met. */
export const oneGatewayIsEnough = 'Of the two gateways, one is enough.';

/** The finished result of a run, the one thing that every renderer and the exit code read. */
export const reportSchema = z.object({
  apiVersion: z.literal(reportApiVersion),
  kind: z.literal('PeeringReport'),
  verdict: verdictSchema,
  generation: generationSchema,
  scenario: scenarioSchema,
  clusters: z.object({ local: clusterSummarySchema, remote: clusterSummarySchema }),
  /** Each service that the other cluster must reach, in both directions. */
  requirements: z.array(requirementSchema),
  /** Every rule that had something to say, passed ones included. */
  findings: z.array(findingSchema),
  /** What packets did; the requirements and findings refer to them by their IDs. */
  probes: z.array(observationSchema),
  next: nextSchema,
  /** Absent where no pods were wanted. */
  pods: z.optional(podsSchema),
  timing: timingSchema,
});
export type Report = z.infer<typeof reportSchema>;

/** What the judge decides: a report without its timing and what its pods were. */
export type Judgement = Omit<Report, 'timing' | 'pods'>;

/**
 * What stands on stdout with `-o json` when there is no report: the run could not start, was interrupted,
 * or met a bug. `exitCode` is the process's own.
 */
export const runErrorSchema = z.object({
  apiVersion: z.literal(reportApiVersion),
  kind: z.literal('RunError'),
  /** Such as `kubeconfig-missing`, `api-unreachable` or `internal`; docs/commands.md lists them. */
  code: z.string(),
  message: z.string(),
  exitCode: z.int(),
});
export type RunError = z.infer<typeof runErrorSchema>;
