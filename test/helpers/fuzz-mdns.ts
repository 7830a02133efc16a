import { EventEmitter } from 'node:events';
import type { Socket } from 'node:dgram';

import { multicastDns } from '../../src/discovery/mdns-library.js';

import { AnnouncementBook } from '../../src/discovery/announcement-book.js';
import type { DnsMessage } from '../../src/discovery/dns-message.js';
import { foundByMdns } from '../../src/discovery/found-cluster.js';
import { liqoRecordsOf } from '../../src/discovery/liqo-records.js';
import { PacketGuard } from '../../src/discovery/packet-guard.js';
import { printable } from '../../src/report/printable.js';
import type { Fuzz } from './fuzz.js';
import type { FuzzedParser } from './fuzz-parsers.js';
import { answerOf } from './mdns-answer.js';

const real = { instance: '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a', host: 'turin.local', port: 30_443 };
const limits = { instances: 256, instancesPerSender: 64, addressesPerHost: 16 };

/**
 * Messages of mDNS from a stranger in the same LAN: nothing is thrown, what is remembered stays bounded, and the real
 * cluster, which its own sender announces now and then, is there all the time.
 */
export function mdnsParser(): FuzzedParser {
  const book = new AnnouncementBook(limits);
  const guard = new PacketGuard();
  const socket = new EventEmitter();
  const mdns = multicastDns({
    socket: Object.assign(socket, { close: () => {} }) as unknown as Socket,
    bind: false,
    multicast: false,
  });
  let now = 0;
  let sender = '192.168.1.66';
  mdns.on('error', () => {});
  mdns.on('warning', () => {});
  mdns.on('response', (message: DnsMessage) => {
    book.take(liqoRecordsOf(message), { at: now, sender, isUnicast: false, interface: 'eth0' });
  });
  const encoding = answerOf(real);
  const deliver = (packet: Buffer, from: string) => {
    sender = from;
    if (guard.admits(packet, from, now)) {
      socket.emit('message', packet, { address: from, port: 5353, family: 'IPv4', size: packet.length });
    }
  };
  let fed = 0;
  const feed = async (fuzz: Fuzz) => {
    const sample = await encoding;
    if (fed % 200 === 0) deliver(sample, '192.168.1.11');
    fed += 1;
    // Slow enough for the guard: what it refuses needs no decoding.
    now += 20;
    const { bytes, kind } = fuzz.bytes(sample);
    // A copy from a stranger is as good as the real one's word.
    if (kind !== 'valid') deliver(bytes, `192.168.1.${66 + fuzz.below(4)}`);
    if (fed % 100 !== 0) return;
    const announcements = book.announcements(now);
    if (announcements.length > limits.instances) throw new Error('broken: a bounded part is remembered');
    const isThere = announcements.some(
      ({ instance, host }) => instance === real.instance && host !== undefined,
    );
    if (!isThere) throw new Error('broken: the real cluster is still known');
    for (const announcement of announcements) {
      printable(JSON.stringify(foundByMdns(announcement, { tried: [] }, 'operator')));
    }
  };
  return { name: 'messages of mDNS', share: 0.2, feed };
}
