import * as z from 'zod/mini';

import { serviceSchema, sideSchema } from './peering.js';

/**
 * What became of a probe.
 *
 * `proxy-failure`: a proxy that the client would go through did not open the way; nothing is known of the target.
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
  'proxy-failure',
  'silent',
  'replied',
  'request-lost',
  'reply-lost',
  'error',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** How far a probe got before its outcome was decided. */
export const phaseSchema = z.enum(['dns', 'tcp', 'proxy', 'tls', 'http', 'udp']);
export type Phase = z.infer<typeof phaseSchema>;

/**
 * Why a probe was sent:
 * `endpoint` the address that Liqo would advertise, from the other cluster;
 * `stand-in` a responder raised for this run, from the other cluster;
 * `control` the same responder through the same Service from its own cluster;
 * `source` a responder that sees the sender's address as the network delivered it;
 * `candidate` an address of the service that Liqo would not advertise;
 * `path-mtu` the largest packet that the way to a stand-in carries;
 * `tunnel` a WireGuard handshake with a stand-in;
 * `mapping` what becomes of a sender's address and port on the way, by destination and over time;
 * `hairpin` the cluster's own public address, from the cluster itself;
 * `contrast` an advertised endpoint from another view than the one that decides;
 * `existing` the gateway server that Liqo v1.x has made for these two clusters already.
 */
export const purposeSchema = z.enum([
  'endpoint',
  'stand-in',
  'control',
  'source',
  'candidate',
  'path-mtu',
  'tunnel',
  'mapping',
  'hairpin',
  'contrast',
  'existing',
]);
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

/** What came of one of the addresses that a name has. */
const addressResultSchema = z.object({
  address: z.string(),
  outcome: outcomeSchema,
  cause: z.optional(z.string()),
  phase: z.optional(phaseSchema),
  timingsMs: z.record(z.string(), z.number()),
});
export type AddressResult = z.infer<typeof addressResultSchema>;

/** A proxy through which a probe went, as the client's environment names it. */
const passedProxySchema = z.object({
  /** Such as `http`. */
  scheme: z.string(),
  host: z.string(),
  port: z.int(),
  /** The address that was dialled, when `host` is a name. */
  address: z.optional(z.string()),
});
export type PassedProxy = z.infer<typeof passedProxySchema>;

/**
 * What one source port of a UDP probe met. Firewalls and equal-cost routes decide by flow: a port without any reply
 * beside others that have some is such a decision rather than chance, the more so the more it sent.
 */
const datagramFlowSchema = z.object({
  /** The socket's own address and port: `10.244.1.7:40582`. */
  localAddress: z.string(),
  sent: z.int(),
  received: z.int(),
});
export type DatagramFlow = z.infer<typeof datagramFlowSchema>;

/** What one socket was seen as at one port of the responder. */
const mappingSchema = z.object({
  /** The port that the datagram was sent to. */
  port: z.int(),
  /** The socket's own address and port: `10.244.1.7:40582`. The same socket may appear with several ports. */
  localAddress: z.string(),
  /** The sender's address and port as the responder saw them. */
  observedSource: z.string(),
});
export type Mapping = z.infer<typeof mappingSchema>;

/** How many sockets heard the responder again after so long a silence in both directions. */
const idleSchema = z.object({
  /** The silence, counted from the responder's answer. */
  idleMs: z.int(),
  /** Sockets that the responder's late datagram came to. */
  alive: z.int(),
  /** Sockets to which a late datagram was due, since the request for it had been answered. */
  of: z.int(),
});
export type Idle = z.infer<typeof idleSchema>;

/**
 * What holds the largest packet down: `interface` nothing on the way, only the sender's own interface, or the 1500 bytes
 * up to which is tried; `too-big` a router, whose ICMP message came back; `fragmented` a smaller MTU that the sender's
 * system knew already, from a route of its own or an earlier message; `black-hole` something that drops larger packets
 * without a word.
 */
const pathMtuLimitSchema = z.enum(['interface', 'too-big', 'fragmented', 'black-hole']);

/** The largest IP packet, its header included, that a way carries whole. In bytes. */
const pathMtuSchema = z.object({
  /** From the prober to the target. */
  bytes: z.int(),
  limitedBy: pathMtuLimitSchema,
  /**
   * From the target to the prober; absent where it could not be told. No larger packets than pass on the way there can
   * be asked for: `limitedBy` is absent when these came back, so that this way carries as much at least.
   */
  back: z.optional(z.object({ bytes: z.int(), limitedBy: z.optional(pathMtuLimitSchema) })),
});
export type PathMtu = z.infer<typeof pathMtuSchema>;

/** Counts of a UDP probe. Times in milliseconds. */
const datagramStatisticsSchema = z.object({
  sent: z.int(),
  /** Distinct datagrams that were answered. */
  received: z.int(),
  /** Replies that came once more. */
  duplicates: z.int(),
  /** Never answered, although there was time enough; those sent just before the probe was content do not count. */
  lost: z.optional(z.int()),
  /** Replies to an earlier datagram that came after the reply to a later one (RFC 4737 §3). */
  reordered: z.optional(z.int()),
  /** One entry per source port that sent something. */
  flows: z.optional(z.array(datagramFlowSchema)),
  rttMs: z.optional(z.object({ min: z.number(), median: z.number(), max: z.number() })),
});
export type DatagramStatistics = z.infer<typeof datagramStatisticsSchema>;

/** Counts of a probe with WireGuard's own messages. */
const handshakeSchema = z.object({
  /** Initiations sent, each with 148 bytes. */
  initiations: z.int(),
  /** Authentic responses, each with 92 bytes. */
  responses: z.int(),
  /** Packets sent through the tunnel, those without content included. */
  dataSent: z.int(),
  /** Those of them that came back. */
  dataReceived: z.int(),
  /** The size in bytes of the largest datagram that carried one: 32 more than the packet inside. */
  dataBytes: z.int(),
  /** From an initiation to its response, in milliseconds; absent when none came. */
  rttMs: z.optional(z.number()),
});
export type Handshake = z.infer<typeof handshakeSchema>;

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
  /** The node that the prober ran on; only told when the plan had chosen one. */
  node: z.optional(z.string()),
  protocol: z.enum(['https', 'tcp', 'udp']),
  host: z.string(),
  port: z.int(),
  /** The address that decided the outcome, when `host` was a name. Absent behind a proxy, which resolves names itself. */
  address: z.optional(z.string()),
  /**
   * Every address of a name that has several, in the resolver's order; of a proxy, where one was gone through. Each
   * was probed on its own.
   */
  addresses: z.optional(z.array(addressResultSchema)),
  /** The proxy that stood in the path. */
  proxy: z.optional(passedProxySchema),
  outcome: outcomeSchema,
  cause: z.optional(z.string()),
  phase: z.optional(phaseSchema),
  timingsMs: z.record(z.string(), z.number()),
  /**
   * For how long the prober itself was too busy to notice anything while this probe was under way; only told when it
   * was so long that the timings are the prober's rather than the network's.
   */
  ownDelayMs: z.optional(z.number()),
  certificate: z.optional(certificateSchema),
  httpStatus: z.optional(z.int()),
  /** The cluster ID that the authentication server answered with. */
  clusterId: z.optional(z.string()),
  /** The version that the API server told, such as `v1.32.0`. */
  kubernetesVersion: z.optional(z.string()),
  datagrams: z.optional(datagramStatisticsSchema),
  /** Of a WireGuard probe; absent when not even ordinary datagrams were answered. */
  handshake: z.optional(handshakeSchema),
  /**
   * Connections that the answer took, when one was not enough: the first had stalled, because packets were lost or the
   * server was slow.
   */
  connections: z.optional(z.int()),
  /** The sender's address and port as the responder saw them: `203.0.113.8:40582`. */
  observedSource: z.optional(z.string()),
  /** The sender's own address and port. */
  localAddress: z.optional(z.string()),
  /** Of a `path-mtu` probe; absent where nothing could be told. */
  pathMtu: z.optional(pathMtuSchema),
  /** Of a `mapping` probe: one entry per socket and destination port that was answered. */
  mappings: z.optional(z.array(mappingSchema)),
  /** Of a `mapping` probe with durations of silence, one entry for each that could be tried. */
  idle: z.optional(z.array(idleSchema)),
});
export type Observation = z.infer<typeof observationSchema>;
