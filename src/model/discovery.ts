import * as z from 'zod/mini';

import { findingSchema } from './finding.js';
import { outcomeSchema, phaseSchema } from './observation.js';
import { sideSchema } from './peering.js';
import { reportApiVersion } from './report.js';

/**
 * What an announcement has come to: `goodbye` its sender withdrew it, `expired` its sender did not repeat it in time,
 * `cut-off` the interfaces by which it was heard are gone.
 */
const announcementStateSchema = z.enum(['present', 'goodbye', 'expired', 'cut-off']);
export type AnnouncementState = z.infer<typeof announcementStateSchema>;

/** An address of an announced host, and on which of this machine's interfaces it was heard. */
const announcedAddressSchema = z.object({
  address: z.string(),
  /** Absent where the sender is outside of the networks of all interfaces. */
  interface: z.optional(z.string()),
});
export type AnnouncedAddress = z.infer<typeof announcedAddressSchema>;

/** A service instance as mDNS told it (RFC 6763 §4). */
const announcementSchema = z.object({
  /** The instance name, which is a cluster ID where Liqo announces (Liqo pkg/discoverymanager/register.go@v0.3.2). */
  instance: z.string(),
  /** From the SRV record; absent while none has come. */
  host: z.optional(z.string()),
  port: z.optional(z.int()),
  addresses: z.array(announcedAddressSchema),
  /**
   * Of the SRV record, in seconds; absent while nothing but unicast answers came, which cap it at 10 seconds (RFC 6762
   * §6.7).
   */
  ttlSeconds: z.optional(z.number()),
  interfaces: z.array(z.string()),
  /** Where the answers came from. */
  senders: z.array(z.string()),
  state: announcementStateSchema,
  /** Milliseconds since the search began. */
  firstHeardMs: z.number(),
  /** How often it came back after it was gone; absent for never. */
  returns: z.optional(z.int()),
});
export type Announcement = z.infer<typeof announcementSchema>;

/** One interface and address family by which was searched. */
const searchedInterfaceSchema = z.object({
  interface: z.string(),
  family: z.enum(['IPv4', 'IPv6']),
  address: z.string(),
  /** Queries that left, and the errno of one that did not. */
  queries: z.int(),
  sendError: z.optional(z.string()),
  /** The errno with which port 5353 could not be had; then only unicast answers are heard. */
  listenError: z.optional(z.string()),
  /** mDNS messages of any kind that came in from others: multicast reaches this machine where there are some. */
  heard: z.int(),
  /** True where it went away while it was searched by; absent otherwise. */
  isGone: z.optional(z.boolean()),
});
export type SearchedInterface = z.infer<typeof searchedInterfaceSchema>;

/** What was left out so that a flood takes neither memory nor time. */
const leftOutSchema = z.object({
  /** Instances that were not looked at; at least so many. */
  instances: z.int(),
  /** Messages that were too large or too many in one second. */
  messages: z.int(),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** What a direct question to one address, by unicast, came to (RFC 6762 §5.5). */
const unicastContrastSchema = z.object({
  address: z.string(),
  /** `answered` by an mDNS responder, `refused` by ICMP: nobody listens on port 5353 there; else `silent`. */
  outcome: z.enum(['answered', 'refused', 'silent']),
  /** The interface that it is a neighbour at; absent where it is in no network of this machine. */
  interface: z.optional(z.string()),
  /** Instances of Liqo that it named. */
  instances: z.array(z.string()),
});
export type UnicastContrast = z.infer<typeof unicastContrastSchema>;

/** What was seen of a LAN. */
export const lanSightSchema = z.object({
  listenedMs: z.number(),
  interfaces: z.array(searchedInterfaceSchema),
  announcements: z.array(announcementSchema),
  leftOut: leftOutSchema,
  contrasts: z.array(unicastContrastSchema),
});
export type LanSight = z.infer<typeof lanSightSchema>;

/** One address of a cluster, tried as Liqo would: TCP, TLS, `GET /ids`. */
const triedAddressSchema = z.object({
  /** As it was announced or given; a name where that was one. */
  address: z.string(),
  /** The IP address that decided, where `address` is a name. */
  dialled: z.optional(z.string()),
  interface: z.optional(z.string()),
  outcome: outcomeSchema,
  cause: z.optional(z.string()),
  phase: z.optional(phaseSchema),
  /** What it answered with. */
  clusterId: z.optional(z.string()),
  clusterName: z.optional(z.string()),
  timingsMs: z.record(z.string(), z.number()),
  /** For how long, in milliseconds, this process was too busy meanwhile to take note of an answer; absent below 100. */
  ownDelayMs: z.optional(z.number()),
});
export type TriedAddress = z.infer<typeof triedAddressSchema>;

/**
 * `verified` it answers with the ID it was announced by; `own` it is the cluster of the kubeconfig; `wrong-cluster` it
 * answers with another ID; `not-liqo` what answers is no authentication server; `unreachable` nothing answers;
 * `incomplete` a record is missing; `gone` it was withdrawn or not repeated; `unchecked` it was not tried any more.
 */
const clusterStatusSchema = z.enum([
  'verified',
  'own',
  'wrong-cluster',
  'not-liqo',
  'unreachable',
  'incomplete',
  'gone',
  'unchecked',
]);
export type ClusterStatus = z.infer<typeof clusterStatusSchema>;

/** Where the discovery looks from. */
const discoveryViewSchema = z.enum(['operator', 'node', 'pod']);
export type DiscoveryView = z.infer<typeof discoveryViewSchema>;

/** A cluster that was found, or what looked like one. */
export const foundClusterSchema = z.object({
  by: z.enum(['mdns', 'dns', 'url']),
  view: discoveryViewSchema,
  /** The cluster whose pod heard it or asked it; absent for this machine. */
  from: z.optional(sideSchema),
  /** The mDNS instance, the DNS name, or the URL that was given. */
  announcedAs: z.string(),
  status: clusterStatusSchema,
  /** One sentence that says why it is not verified. */
  reason: z.optional(z.string()),
  clusterId: z.optional(z.string()),
  clusterName: z.optional(z.string()),
  host: z.optional(z.string()),
  port: z.optional(z.int()),
  /** The URL of its authentication server by which it was verified. */
  url: z.optional(z.string()),
  addresses: z.array(triedAddressSchema),
  interfaces: z.array(z.string()),
  ttlSeconds: z.optional(z.number()),
  /** Milliseconds from the start until it was heard of, and until it was verified or given up. */
  heardMs: z.number(),
  decidedMs: z.optional(z.number()),
  /** The line of liqoctl that adds it, and the object that Liqo would make of it. */
  addCommand: z.optional(z.string()),
  manifest: z.optional(z.string()),
});
export type FoundCluster = z.infer<typeof foundClusterSchema>;

/** A question to a DNS server, and what came of it. */
const dnsAnswerSchema = z.object({
  question: z.string(),
  type: z.enum(['PTR', 'SRV', 'A']),
  server: z.string(),
  /** Such as `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `TIMEOUT`. */
  code: z.string(),
  /** True when the answer over UDP was cut: Liqo reads only that part. */
  isTruncated: z.boolean(),
  /** True when such an answer could not be had whole over TCP either; absent otherwise. */
  isPartial: z.optional(z.boolean()),
  /** Records of the answer as text, at most 64; `count` is how many there were. */
  records: z.array(z.string()),
  count: z.int(),
});
export type DnsAnswer = z.infer<typeof dnsAnswerSchema>;

/** What became of one of the names that a domain lists. */
const listedNameSchema = z.object({
  name: z.string(),
  /**
   * Where its first SRV record leads, that behind an alias or of a cut answer included, which Liqo does not get to;
   * absent where there is none.
   */
  target: z.optional(z.string()),
  port: z.optional(z.int()),
  ttlSeconds: z.optional(z.number()),
  code: z.string(),
  /** True when the first record is a CNAME, which Liqo takes for an SRV record and crashes on. */
  isAlias: z.boolean(),
  /** What such a record leads to; absent otherwise. */
  alias: z.optional(z.string()),
  /** True when the host is the root, which says that there is no such service (RFC 2782); absent otherwise. */
  isDeclined: z.optional(z.boolean()),
  /** True when the answer over UDP was cut before its first record; absent otherwise. */
  isCut: z.optional(z.boolean()),
  /** True when the name was in the part of the domain's answer that Liqo does not read; absent otherwise. */
  isBeyondCut: z.optional(z.boolean()),
});
export type ListedName = z.infer<typeof listedNameSchema>;

/** What a domain lists. */
export const domainSightSchema = z.object({
  domain: z.string(),
  server: z.string(),
  answers: z.array(dnsAnswerSchema),
  names: z.array(listedNameSchema),
});
export type DomainSight = z.infer<typeof domainSightSchema>;

/** The finished result of `liqo-doctor discover`. */
export const discoveryReportSchema = z.object({
  apiVersion: z.literal(reportApiVersion),
  kind: z.literal('DiscoveryReport'),
  view: discoveryViewSchema,
  clusters: z.array(foundClusterSchema),
  findings: z.array(findingSchema),
  lan: z.optional(lanSightSchema),
  /** What a node of the remote cluster saw of its LAN, where pods look from both clusters. */
  remoteLan: z.optional(lanSightSchema),
  dns: z.optional(domainSightSchema),
  /** Lines to paste, each with what it does. */
  hints: z.array(z.object({ text: z.string(), lines: z.array(z.string()) })),
  timing: z.object({ startedAt: z.string(), durationMs: z.number() }),
});
export type DiscoveryReport = z.infer<typeof discoveryReportSchema>;
