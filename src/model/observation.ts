import * as z from 'zod/mini';

import { serviceSchema, sideSchema } from './peering.js';

/**
 * What became of a probe.
 *
 * `silent` is a UDP probe without an answer and without a contrast that explains it; it never means open.
 */
export const outcomeSchema = z.enum([
  'open',
  'refused',
  'filtered',
  'unreachable',
  'reset',
  'dns-failure',
  'tls-failure',
  'wrong-service',
  'wrong-cluster',
  'silent',
  'replied',
  'request-lost',
  'reply-lost',
  'error',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** How far a probe got before its outcome was decided. */
const phaseSchema = z.enum(['dns', 'tcp', 'tls', 'http', 'udp']);
export type Phase = z.infer<typeof phaseSchema>;

/**
 * Why a probe was sent:
 * `endpoint` the address that Liqo would advertise, from the other cluster;
 * `stand-in` a responder raised for this run, from the other cluster;
 * `control` the same responder through the same Service from its own cluster;
 * `source` a responder that sees the sender's address as the network delivered it;
 * `candidate` an address of the service that Liqo would not advertise.
 */
export const purposeSchema = z.enum(['endpoint', 'stand-in', 'control', 'source', 'candidate']);
export type Purpose = z.infer<typeof purposeSchema>;

/** A presented certificate; `names` as in its SAN, `trusted` judged by the authority the plan named. */
const certificateSchema = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  notBefore: z.string(),
  notAfter: z.string(),
  fingerprint: z.string(),
  /** `null` when the plan named no authority to judge by. */
  trusted: z.nullable(z.boolean()),
  nameMatches: z.boolean(),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** Counts of a UDP probe. Times in milliseconds. */
const datagramStatisticsSchema = z.object({
  sent: z.int(),
  received: z.int(),
  duplicates: z.int(),
  rttMs: z.optional(z.object({ min: z.number(), median: z.number(), max: z.number() })),
});
export type DatagramStatistics = z.infer<typeof datagramStatisticsSchema>;

/**
 * What one probe saw. A fact about packets, never a verdict.
 *
 * Fields that the probe did not get to are absent. `timingsMs` has a number per phase that was entered.
 */
export const observationSchema = z.object({
  id: z.string(),
  purpose: purposeSchema,
  service: serviceSchema,
  /** The cluster that was probed. */
  target: sideSchema,
  from: z.enum(['local', 'remote', 'operator']),
  view: z.enum(['pod', 'node', 'operator']),
  protocol: z.enum(['https', 'tcp', 'udp']),
  host: z.string(),
  port: z.int(),
  /** The address that was dialled, when `host` was a name; the last one tried. */
  address: z.optional(z.string()),
  outcome: outcomeSchema,
  cause: z.optional(z.string()),
  phase: z.optional(phaseSchema),
  timingsMs: z.record(z.string(), z.number()),
  certificate: z.optional(certificateSchema),
  httpStatus: z.optional(z.int()),
  /** The cluster ID that the authentication server answered with. */
  clusterId: z.optional(z.string()),
  /** The version that the API server told, such as `v1.32.0`. */
  kubernetesVersion: z.optional(z.string()),
  datagrams: z.optional(datagramStatisticsSchema),
  /** The sender's address and port as the responder saw them: `203.0.113.8:40582`. */
  observedSource: z.optional(z.string()),
  /** The sender's own address and port. */
  localAddress: z.optional(z.string()),
});
export type Observation = z.infer<typeof observationSchema>;
