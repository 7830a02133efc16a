import * as z from 'zod/mini';

import { purposeSchema } from './observation.js';
import { serviceSchema, sideSchema } from './peering.js';

const common = {
  /** Unique in the run; observations carry it. */
  id: z.string(),
  purpose: purposeSchema,
  service: serviceSchema,
  target: sideSchema,
  host: z.string(),
  port: z.int(),
};

/**
 * The proxy that Liqo, or the operator's own client, would go through by its environment. It holds no credentials; the
 * probe says so where the proxy wants some.
 */
const taskProxySchema = z.object({
  /** Only `http` can be gone through. */
  scheme: z.string(),
  host: z.string(),
  port: z.int(),
  /** True when the environment names credentials for it, which stay where they are. */
  hasCredentials: z.boolean(),
});
export type TaskProxy = z.infer<typeof taskProxySchema>;

/** `GET /ids` of an authentication server: DNS, TCP, TLS, HTTP and the cluster ID. */
const authProbeSchema = z.object({
  kind: z.literal('auth'),
  ...common,
  /** The ID the cluster ought to answer with; absent when it is not known. */
  clusterId: z.optional(z.string()),
  /** Absent when the client goes straight. */
  proxy: z.optional(taskProxySchema),
});

/** `/version` of an API server: DNS, TCP, TLS with names and authority, HTTP. */
const apiServerProbeSchema = z.object({
  kind: z.literal('api-server'),
  ...common,
  /** PEM the certificate must descend from; absent when public authorities are trusted or none is known. */
  certificateAuthority: z.optional(z.string()),
  /** True when the system's public authorities decide. */
  publicAuthorities: z.optional(z.boolean()),
  /** Absent when the client goes straight. */
  proxy: z.optional(taskProxySchema),
});

/**
 * At which addresses of a name with both families a gateway looks for its peer: `ipv4-first`, or `ranked` as RFC 6724
 * ranks them.
 */
const endpointChoiceSchema = z.enum(['ipv4-first', 'ranked']);
export type EndpointChoice = z.infer<typeof endpointChoiceSchema>;

/** In the place of a gateway. Absent for an address, and where any address of a name will do. */
const asGateway = { endpointChoice: z.optional(endpointChoiceSchema) };

/** Authenticated datagrams to a stand-in responder. */
const datagramProbeSchema = z.object({ kind: z.literal('stand-in-udp'), ...common, ...asGateway });

/** An authenticated TCP exchange with a stand-in responder. */
const streamProbeSchema = z.object({ kind: z.literal('stand-in-tcp'), ...common });

/** Datagrams to a live gateway, which by design answers nobody: only a refusal tells something. */
const gatewayProbeSchema = z.object({ kind: z.literal('live-gateway'), ...common, ...asGateway });

/**
 * Authenticated datagrams from one socket to two ports of the responder, and from further sockets, that tell what
 * becomes of a sender's address and port on the way.
 */
const mappingProbeSchema = z.object({
  kind: z.literal('mapping'),
  ...common,
  /** Another port of the same host behind which the same responder answers. */
  secondPort: z.int(),
  /** Silences, in milliseconds, after which it is tried whether the responder's datagrams still come through. */
  idleMs: z.optional(z.array(z.int())),
});

/**
 * A WireGuard handshake with a stand-in responder, and packets through the tunnel that it makes. Both ends take their
 * keys from the run's, so that none is named here.
 */
const wireGuardProbeSchema = z.object({
  kind: z.literal('stand-in-wireguard'),
  ...common,
  ...asGateway,
  /** The size of the largest packet that goes through the tunnel: the tunnel's MTU. */
  packetBytes: z.int(),
});

/** Authenticated datagrams of many sizes to a stand-in responder, and replies as large, up to 1500 bytes. */
const pathMtuProbeSchema = z.object({ kind: z.literal('path-mtu'), ...common, ...asGateway });

/** One thing to probe. */
export const probeTaskSchema = z.discriminatedUnion('kind', [
  authProbeSchema,
  apiServerProbeSchema,
  datagramProbeSchema,
  streamProbeSchema,
  gatewayProbeSchema,
  wireGuardProbeSchema,
  mappingProbeSchema,
  pathMtuProbeSchema,
]);
export type ProbeTask = z.infer<typeof probeTaskSchema>;
export type AuthProbe = z.infer<typeof authProbeSchema>;
export type ApiServerProbe = z.infer<typeof apiServerProbeSchema>;
export type DatagramProbe = z.infer<typeof datagramProbeSchema>;
export type StreamProbe = z.infer<typeof streamProbeSchema>;
export type GatewayProbe = z.infer<typeof gatewayProbeSchema>;
export type WireGuardProbe = z.infer<typeof wireGuardProbeSchema>;
export type MappingProbe = z.infer<typeof mappingProbeSchema>;
export type PathMtuProbe = z.infer<typeof pathMtuProbeSchema>;

/** What a prober pod is told. It holds no credential and no secret: the run's key travels in a Secret. */
const proberPlanSchema = z.object({
  role: z.literal('prober'),
  runId: z.string(),
  from: z.enum(['local', 'remote', 'operator']),
  view: z.enum(['pod', 'node', 'operator']),
  /** The node that the prober is pinned to; its observations name it. Absent where the scheduler chose one. */
  node: z.optional(z.string()),
  /** The agent ends by itself after so many milliseconds. */
  deadlineMs: z.int(),
  /** True where it listens to the LAN by mDNS as long as its probes take; it waits for nothing. Absent for no. */
  listensToLan: z.optional(z.boolean()),
  probes: z.array(probeTaskSchema),
});
export type ProberPlan = z.infer<typeof proberPlanSchema>;

/** What a responder pod is told. */
const responderPlanSchema = z.object({
  role: z.literal('responder'),
  runId: z.string(),
  side: sideSchema,
  deadlineMs: z.int(),
  udpPort: z.int(),
  /** Another port where datagrams are answered, for probes of address translation; absent for none. */
  secondUdpPort: z.optional(z.int()),
  tcpPort: z.int(),
});
export type ResponderPlan = z.infer<typeof responderPlanSchema>;

/** What a pod is told that looks for clusters in the LAN of its node. */
const browserPlanSchema = z.object({
  role: z.literal('browser'),
  runId: z.string(),
  deadlineMs: z.int(),
  /** How long it listens. */
  listenMs: z.int(),
  /** Addresses that are asked by unicast too. */
  contrasts: z.array(z.string()),
  /** Absent where it is not known. */
  ownClusterId: z.optional(z.string()),
});
export type BrowserPlan = z.infer<typeof browserPlanSchema>;

/** What any agent pod is told: the content of its `plan.json`. */
export const agentPlanSchema = z.discriminatedUnion('role', [
  proberPlanSchema,
  responderPlanSchema,
  browserPlanSchema,
]);
export type AgentPlan = z.infer<typeof agentPlanSchema>;
