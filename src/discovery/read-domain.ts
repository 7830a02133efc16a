import { getServers } from 'node:dns';

import type { DnsAnswer, DomainSight, FoundCluster, ListedName, TriedAddress } from '../model/discovery.js';
import { addressIn } from '../probe/host-port.js';
import { resolverByFiles } from '../probe/node-resolve.js';
import type { ProbeContext } from '../probe/probe-context.js';
import type { Resolution } from '../probe/world.js';
import {
  askDns,
  askForAllNames,
  askForService,
  type DnsReply,
  type DnsServer,
  type ServicePlace,
} from './ask-dns.js';
import type { DnsRecord } from './dns-message.js';
import { answersOf, verdictOn } from './found-cluster.js';
import { tryAddress } from './try-address.js';

/** What is read, and of whom. */
export interface DomainOptions {
  /** How servers are tried; its signal ends everything. */
  readonly context: ProbeContext;
  readonly domain: string;
  /** The server to ask, as `address`, `address:port` or `[address]:port`; the first of resolv.conf when absent. */
  readonly server?: string | undefined;
  readonly ownClusterId?: (() => string | undefined) | undefined;
  readonly onFound?: ((cluster: FoundCluster) => void) | undefined;
}

/** What a domain lists, and the clusters behind it. */
export interface DomainDiscovery {
  readonly clusters: readonly FoundCluster[];
  readonly sight: DomainSight;
}

/** Names of a domain that are followed, and records of an answer that are shown. */
const nameLimit = 64;

/**
 * Reads the clusters that a domain lists, as Liqo v0.3 and v0.4 do: PTR records of the domain itself, the first SRV
 * record of each, then `GET /ids` of what that leads to. Unlike Liqo it goes on where one name is broken, looks behind an
 * alias, and asks again over TCP where an answer is cut, and tells of each that Liqo does not.
 *
 * Source: Liqo pkg/liqo-controller-manager/search-domain-operator/wan.go@v0.3.2,@v0.4.0.
 */
export async function readDomain(options: DomainOptions): Promise<DomainDiscovery> {
  const { context, domain } = options;
  const server = parseServer(options.server ?? getServers()[0] ?? '127.0.0.1');
  const shown = server.port === 53 ? server.address : `${server.address} port ${server.port}`;
  const listing = await askDns(server, { name: domain, type: 'PTR' }, context.signal);
  const { names, read, isPartial } = await namesIn(listing, server, domain);
  const followed = await Promise.all(
    names
      .slice(0, nameLimit)
      .map((name) => follow({ name, isBeyondCut: !read.includes(name) }, { ...options, resolver: server })),
  );
  const answers = [
    {
      ...answerOf({ question: domain, type: 'PTR' }, listing, shown, names.length),
      ...(isPartial && { isPartial }),
    },
    ...followed.map(({ name, reply }) =>
      answerOf({ question: name, type: 'SRV' }, reply, shown, reply.records.length),
    ),
  ];
  return {
    clusters: followed.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])),
    sight: { domain, server: shown, answers, names: followed.map(({ listed }) => listed) },
  };
}

/** An address with or without a port. */
function parseServer(text: string): DnsServer {
  const [, bracketed, port] = /^\[(.+)\](?::(\d+))?$/u.exec(text) ?? [];
  if (bracketed !== undefined) return { address: bracketed, port: Number(port ?? 53) };
  const colons = text.split(':').length - 1;
  return colons === 1
    ? { address: addressIn(text), port: Number(text.slice(text.lastIndexOf(':') + 1)) }
    : { address: text, port: 53 };
}

/** The names that the domain lists, once each, those that Liqo reads, and whether there may be more. */
async function namesIn(
  { isTruncated, records }: DnsReply,
  server: DnsServer,
  domain: string,
): Promise<NamesOfDomain> {
  const whole = isTruncated ? await askForAllNames(server, domain) : [];
  const told = records.flatMap((record) => (record.type === 'PTR' ? [record.data] : []));
  const read = told.map(withoutLastDot);
  const names = new Set([...read, ...whole.map(withoutLastDot)]);
  return { names: [...names], read, isPartial: isTruncated && whole.length === 0 };
}

interface NamesOfDomain {
  readonly names: readonly string[];
  readonly read: readonly string[];
  readonly isPartial: boolean;
}

function withoutLastDot(name: string): string {
  return name.replace(/\.$/u, '');
}

interface Followed {
  readonly name: string;
  readonly reply: DnsReply;
  readonly listed: ListedName;
  readonly cluster?: FoundCluster | undefined;
}

async function follow(
  { name, isBeyondCut }: { readonly name: string; readonly isBeyondCut: boolean },
  options: DomainOptions & { readonly resolver: DnsServer },
): Promise<Followed> {
  const { context, resolver } = options;
  const startedAt = context.world.clock.now();
  const reply = await askDns(resolver, { name, type: 'SRV' }, context.signal);
  const listed = {
    ...(await listedName(name, reply, resolver)),
    ...(isBeyondCut && { isBeyondCut }),
  };
  const { target, port } = listed;
  if (target === undefined || port === undefined || port === 0) return { name, reply, listed };
  const heardMs = context.world.clock.now() - startedAt;
  const tried = [await tryHost(target, port, contextOf(options))];
  const verdict = verdictOn(tried, { ownClusterId: options.ownClusterId?.() });
  const cluster: FoundCluster = {
    by: 'dns',
    view: 'operator',
    announcedAs: name,
    status: verdict.status,
    ...(verdict.reason !== undefined && { reason: verdict.reason }),
    ...answersOf(verdict.by, port),
    host: target,
    port,
    addresses: tried,
    interfaces: [],
    ...(listed.ttlSeconds !== undefined && { ttlSeconds: listed.ttlSeconds }),
    heardMs: Math.round(heardMs),
    decidedMs: Math.round(context.world.clock.now() - startedAt),
  };
  options.onFound?.(cluster);
  return { name, reply, listed, cluster };
}

/**
 * Tries a target as Liqo does, with the dot at its end that makes it a whole name: no search domain is added to it, and
 * the server is asked by that name. Source: wan.go@v0.3.2, which puts the target into the URL as github.com/miekg/dns
 * gives it.
 */
async function tryHost(target: string, port: number, context: ProbeContext): Promise<TriedAddress> {
  return { ...(await tryAddress({ address: `${target}.`, port }, context)), address: target };
}

/** What the answer says of a name, and, where Liqo does not get there, what is behind it. */
async function listedName(
  name: string,
  { code, isTruncated, records }: DnsReply,
  server: DnsServer,
): Promise<ListedName> {
  const [first] = records;
  if (first?.type === 'SRV') {
    const { target, port } = first.data;
    const ttl = first.ttl === undefined ? {} : { ttlSeconds: first.ttl };
    return { name, code, isAlias: false, ...placeOf({ host: target, port }), ...ttl };
  }
  const isAlias = first?.type === 'CNAME';
  const isCut = isTruncated && first === undefined;
  return {
    name,
    code,
    isAlias,
    ...(isAlias && { alias: withoutLastDot(first.data) }),
    ...(isCut && { isCut }),
    ...(isAlias || isCut ? placeOf(serviceIn(records) ?? (await askForService(server, name))) : {}),
  };
}

function serviceIn(records: readonly DnsRecord[]): ServicePlace | undefined {
  const services = records.flatMap((record) => (record.type === 'SRV' ? [record.data] : []));
  return services.map(({ target, port }) => ({ host: target, port }))[0];
}

/** The host "." says that there is no such service (RFC 2782). */
function placeOf(place: ServicePlace | undefined): Pick<ListedName, 'target' | 'port' | 'isDeclined'> {
  if (place === undefined) return {};
  const target = withoutLastDot(place.host);
  return target === '' ? { isDeclined: true } : { target, port: place.port };
}

/** With a server of the user's own choice, it resolves the targets too. */
function contextOf({ context, server }: DomainOptions): ProbeContext {
  if (server === undefined) return context;
  const { address, port } = parseServer(server);
  const servers = [port === 53 ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`];
  const resolve = resolverByFiles({ resolvConf: '/etc/resolv.conf', hosts: '/etc/hosts', servers });
  return { ...context, world: { ...context.world, resolve: (host): Promise<Resolution> => resolve(host) } };
}

function answerOf(
  asked: Pick<DnsAnswer, 'question' | 'type'>,
  { code, isTruncated, records }: DnsReply,
  ...[server, count]: [server: string, count: number]
): DnsAnswer {
  const shown = records.slice(0, nameLimit).map(recordText);
  return { ...asked, server, code, isTruncated, records: shown, count };
}

function recordText(record: DnsRecord): string {
  const { name, type } = record;
  const ttl = 'ttl' in record && record.ttl !== undefined ? ` ${record.ttl}` : '';
  if (type === 'SRV') {
    const { priority = 0, weight = 0, port, target } = record.data;
    return `${name}${ttl} SRV ${priority} ${weight} ${port} ${target}`;
  }
  return 'data' in record && typeof record.data === 'string'
    ? `${name}${ttl} ${type} ${record.data}`
    : `${name} ${type}`;
}
