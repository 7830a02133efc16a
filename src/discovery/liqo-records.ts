import { isIP } from 'node:net';

import type { DnsMessage, DnsRecord } from './dns-message.js';

/** The service that Liqo announces. Source: Liqo cmd/discovery/main.go@v0.3.2, `mdns-service-name`. */
export const liqoService = '_liqo_auth._tcp.local';

/** What one message says of Liqo's service. Times to live are in seconds; 0 withdraws a record (RFC 6762 §10.1). */
export interface LiqoRecords {
  readonly pointers: readonly { readonly instance: string; readonly ttl: number }[];
  readonly services: readonly {
    readonly instance: string;
    readonly host: string;
    readonly port: number;
    readonly ttl: number;
  }[];
  readonly addresses: readonly { readonly host: string; readonly address: string; readonly ttl: number }[];
}

/** Records of one message that are looked at; more do not fit into one as it is sent in a LAN. */
const recordLimit = 400;

/** Picks what belongs to Liqo's service out of a decoded response. Whatever is malformed is passed over. */
export function liqoRecordsOf({ answers, additionals }: DnsMessage): LiqoRecords {
  const pointers: LiqoRecords['pointers'][number][] = [];
  const services: LiqoRecords['services'][number][] = [];
  const addresses: LiqoRecords['addresses'][number][] = [];
  for (const record of [...(answers ?? []), ...(additionals ?? [])].slice(0, recordLimit)) {
    const ttl = ttlOf(record);
    if (record.type === 'PTR' && isService(record.name)) {
      const instance = instanceIn(record.data);
      if (instance !== undefined) pointers.push({ instance, ttl });
    } else if (record.type === 'SRV') {
      const instance = instanceIn(record.name);
      const { target: host, port } = record.data;
      if (instance !== undefined && hostIn(host) !== '') {
        services.push({ instance, host: hostIn(host), port, ttl });
      }
    } else if ((record.type === 'A' || record.type === 'AAAA') && isIP(record.data) !== 0) {
      addresses.push({ host: hostIn(record.name), address: record.data, ttl });
    }
  }
  return { pointers, services, addresses };
}

/** The full name of an instance. */
export function instanceName(instance: string): string {
  return `${instance}.${liqoService}`;
}

function isService(name: string): boolean {
  return hostIn(name) === liqoService;
}

/** A name as it is compared: in lower case (RFC 6762 §16), without the dot that some write at its end. */
function hostIn(name: string): string {
  return name.toLowerCase().replace(/\.$/u, '');
}

/** Labels compare without case (RFC 6762 §16); the instance keeps its own. */
function instanceIn(name: string): string | undefined {
  const suffix = `.${liqoService}`;
  const bare = name.replace(/\.$/u, '');
  const isOfService = bare.length > suffix.length && bare.toLowerCase().endsWith(suffix);
  return isOfService ? bare.slice(0, -suffix.length) : undefined;
}

function ttlOf(record: DnsRecord): number {
  return 'ttl' in record && typeof record.ttl === 'number' ? record.ttl : 0;
}
