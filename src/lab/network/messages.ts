import * as z from 'zod/mini';

const endpoint = z.object({ address: z.string(), port: z.int() });

/** What a runner asks of the network: one JSON object a line. The first line is `hello`. */
export const requestSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('hello'), id: z.int(), token: z.string() }),
  z.object({ op: z.literal('resolve'), id: z.int(), name: z.string() }),
  z.object({ op: z.literal('dial'), id: z.int(), to: endpoint }),
  z.object({
    op: z.literal('listen'),
    id: z.int(),
    port: z.int(),
    listener: z.object({ loopbackPort: z.int(), secret: z.string() }),
  }),
  z.object({ op: z.literal('unlisten'), id: z.int(), port: z.int() }),
  z.object({ op: z.literal('open-udp'), id: z.int(), port: z.int(), peer: z.optional(endpoint) }),
  z.object({
    op: z.literal('send-udp'),
    id: z.int(),
    socket: z.string(),
    /** Base64. */
    payload: z.string(),
    to: z.optional(endpoint),
  }),
  z.object({ op: z.literal('close-udp'), id: z.int(), socket: z.string() }),
  z.object({ op: z.literal('counters'), id: z.int() }),
]);
export type NetworkRequest = z.infer<typeof requestSchema>;

/** What the network tells a runner: an answer to a request, or something that happened to a socket. */
export const notificationSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), id: z.int(), value: z.unknown() }),
  z.object({
    type: z.literal('datagram'),
    socket: z.string(),
    payload: z.string(),
    from: endpoint,
  }),
  z.object({ type: z.literal('udp-error'), socket: z.string(), code: z.string() }),
]);
export type NetworkNotification = z.infer<typeof notificationSchema>;

export const helloAnswerSchema = z.object({ localAddress: z.string() });

export const resolutionSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), addresses: z.array(z.string()) }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

export const dialAnswerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('connect'),
    loopbackPort: z.int(),
    greeting: z.string(),
    localPort: z.int(),
  }),
  z.object({ kind: z.literal('error'), code: z.string(), afterMs: z.number() }),
  z.object({ kind: z.literal('silence') }),
]);

export const openedUdpSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id: z.string(), localAddress: z.string(), localPort: z.int() }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

/** An errno, or `null` for none. */
export const errnoSchema = z.nullable(z.string());

export const countersSchema = z.object({
  destinationUnreachable: z.int(),
  fragmentsCreated: z.int(),
  fragmentsReceived: z.int(),
});
