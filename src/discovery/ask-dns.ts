import { createSocket, type RemoteInfo } from 'node:dgram';
import { Resolver } from 'node:dns';
import { isIPv6 } from 'node:net';

import { multicastDns } from './mdns-library.js';

import { sleep } from '../probe/deadline.js';
import { errorCode } from '../probe/error-code.js';
import { formatHostPort } from '../probe/host-port.js';
import type { DnsMessage, DnsRecord } from './dns-message.js';

/** A DNS server. */
export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

/** What a server answered over UDP, or the code of a failure that is not its own, such as `TIMEOUT`. */
export interface DnsReply {
  /** Such as `NOERROR`, `NXDOMAIN`, `SERVFAIL`. */
  readonly code: string;
  /** Only the first part fitted into the datagram. */
  readonly isTruncated: boolean;
  readonly records: readonly DnsRecord[];
}

/** RFC 1035 §4.1.1. */
const codes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
const recursionDesired = 0x0100;
const truncated = 0x0200;

/** As long as Liqo waits (github.com/miekg/dns `Client.ReadTimeout`); asked twice, since a datagram may get lost. */
const answerMs = 2000;
const attempts = 2;

/** More records than this are not looked at. */
const recordLimit = 256;

/**
 * Asks a server as Liqo does: one question in one datagram, without EDNS, hence for answers up to 512 bytes.
 *
 * Source: Liqo pkg/liqo-controller-manager/search-domain-operator/wan.go@v0.3.2.
 */
export async function askDns(
  server: DnsServer,
  question: { readonly name: string; readonly type: 'PTR' | 'SRV' },
  signal: AbortSignal,
): Promise<DnsReply> {
  let reply: DnsReply | undefined;
  for (let attempt = 0; attempt < attempts && reply === undefined && !signal.aborted; attempt += 1) {
    reply = await askOnce(server, question, signal);
  }
  return reply ?? { code: 'TIMEOUT', isTruncated: false, records: [] };
}

async function askOnce(
  server: DnsServer,
  { name, type }: { readonly name: string; readonly type: 'PTR' | 'SRV' },
  signal: AbortSignal,
): Promise<DnsReply | undefined> {
  const family = isIPv6(server.address) ? 'udp6' : 'udp4';
  const dns = multicastDns({
    socket: createSocket(family),
    bind: false,
    multicast: false,
    ip: server.address,
  });
  const id = Math.floor(Math.random() * 0x10000);
  const waiting = new AbortController();
  const limit = AbortSignal.any([signal, waiting.signal]);
  let reply: DnsReply | undefined;
  const settle = (with_: DnsReply) => {
    reply ??= with_;
    waiting.abort();
  };
  dns.on('error', (error) => settle(failed(error)));
  dns.on('warning', () => {});
  dns.on('response', (message: DnsMessage, from: RemoteInfo) => {
    const isAnswer = message.id === id && from.address === server.address && from.port === server.port;
    if (isAnswer) settle(replyIn(message));
  });
  const query = { type: 'query', id, flags: recursionDesired, questions: [{ name, type }] } as const;
  dns.query({ ...query, questions: [...query.questions] }, server, (error) => {
    if (error instanceof Error) settle(failed(error));
  });
  await sleep(answerMs, limit);
  dns.destroy();
  return reply;
}

function failed(error: unknown): DnsReply {
  return { code: errorCode(error), isTruncated: false, records: [] };
}

function replyIn({ flags = 0, answers = [] }: DnsMessage): DnsReply {
  const code = flags & 0xf;
  return {
    code: codes[code] ?? `RCODE${code}`,
    isTruncated: (flags & truncated) !== 0,
    records: answers.slice(0, recordLimit),
  };
}

/** All names that PTR records of a domain lead to, over TCP where they do not fit into a datagram. */
export function askForAllNames(server: DnsServer, domain: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    resolverOf(server).resolvePtr(domain, (error, names) =>
      resolve(error === null ? names.slice(0, recordLimit) : []),
    );
  });
}

/** Where the first SRV record of a name leads, behind aliases and over TCP where need be; `undefined` where there is none. */
export function askForService(server: DnsServer, name: string): Promise<ServicePlace | undefined> {
  return new Promise((resolve) => {
    resolverOf(server).resolveSrv(name, (error, records) => {
      const [first] = error === null ? records : [];
      resolve(first === undefined ? undefined : { host: first.name, port: first.port });
    });
  });
}

/** What an SRV record tells (RFC 2782). */
export interface ServicePlace {
  readonly host: string;
  readonly port: number;
}

/** Node.js's own resolver at one server, which follows aliases and asks again over TCP. */
function resolverOf({ address, port }: DnsServer): Resolver {
  const resolver = new Resolver({ timeout: answerMs, tries: attempts });
  resolver.setServers([formatHostPort(address, port)]);
  return resolver;
}
