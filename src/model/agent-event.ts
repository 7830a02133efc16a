import * as z from 'zod/mini';

import { foundClusterSchema, lanSightSchema } from './discovery.js';
import { observationSchema, outcomeSchema } from './observation.js';

/** The second witness of a datagram probe: what the responder saw of one probe's datagrams. */
export const arrivalSchema = z.object({
  /** The `id` of the probe task whose token the datagrams carried. */
  probe: z.string(),
  /** Distinct authentic datagrams; a copy of one does not count. */
  received: z.int(),
  /** Address and port the first of them came from. */
  source: z.string(),
  /** All sources, at most 16, when they were several: a prober sends from several ports. */
  sources: z.optional(z.array(z.object({ source: z.string(), received: z.int() }))),
  /** How many of `received` were left without a reply because too many came at once; absent when none was. */
  unanswered: z.optional(z.int()),
  /** Copies of datagrams that had been seen before: repeated by the network, or replayed by somebody. Never answered. */
  copies: z.optional(z.int()),
  /** Late replies that were sent, each at the moment that its request had asked for; absent when none was. */
  lateReplies: z.optional(z.int()),
  /** WireGuard handshakes of this probe, known by its source addresses, that were answered; absent when none was. */
  handshakes: z.optional(z.int()),
});
export type Arrival = z.infer<typeof arrivalSchema>;

/** What a prober saw; which node it ran on is known by its plan. */
const toldObservationSchema = z.omit(observationSchema, { node: true });
export type ToldObservation = z.infer<typeof toldObservationSchema>;

/** A cluster that was found; which lines add it is for whoever reads the log to say. */
const toldClusterSchema = z.omit(foundClusterSchema, { from: true, addCommand: true, manifest: true });

/** One line of the agent's log: JSON, one object a line, newline-terminated. */
export const agentEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), runId: z.string(), role: z.string(), node: z.string() }),
  z.object({ type: z.literal('listening'), udpPort: z.int(), tcpPort: z.int() }),
  z.object({ type: z.literal('observation'), observation: toldObservationSchema }),
  z.object({ type: z.literal('arrival'), arrival: arrivalSchema }),
  z.object({ type: z.literal('found'), cluster: toldClusterSchema }),
  z.object({ type: z.literal('lan'), sight: lanSightSchema }),
  z.object({ type: z.literal('finished'), reason: z.enum(['done', 'deadline', 'terminated']) }),
  z.object({ type: z.literal('crashed'), message: z.string() }),
]);
export type AgentEvent = z.infer<typeof agentEventSchema>;

/**
 * The agent's termination message: at most 4,096 bytes of JSON, the fallback when the log is lost.
 * `truncated` counts the entries that did not fit.
 */
export const agentDigestSchema = z.object({
  runId: z.string(),
  reason: z.enum(['done', 'deadline', 'terminated', 'crashed']),
  outcomes: z.array(z.object({ id: z.string(), outcome: outcomeSchema, cause: z.optional(z.string()) })),
  truncated: z.int(),
});
export type AgentDigest = z.infer<typeof agentDigestSchema>;
