import { EventEmitter } from 'node:events';
import type { Socket } from 'node:dgram';

import { multicastDns } from '../../src/discovery/mdns-library.js';

import { instanceName, liqoService } from '../../src/discovery/liqo-records.js';

/** An instance of Liqo's service. */
export interface AnnouncedInstance {
  readonly instance: string;
  readonly host: string;
  readonly port: number;
}

/** What a responder sends of one instance, as the library itself encodes it. */
export function answerOf({ instance, host, port }: AnnouncedInstance): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = Object.assign(new EventEmitter(), { send: resolve, close: () => {} });
    const mdns = multicastDns({ socket: socket as unknown as Socket, bind: false, multicast: false });
    const name = instanceName(instance);
    mdns.respond({
      answers: [
        { name: liqoService, type: 'PTR', ttl: 90, data: name },
        { name, type: 'SRV', ttl: 90, data: { target: host, port } },
      ],
      additionals: [
        { name, type: 'TXT', ttl: 90, data: [] },
        { name: host, type: 'A', ttl: 90, data: '192.168.1.11' },
        { name: host, type: 'AAAA', ttl: 90, data: 'fd00::11' },
      ],
    });
  });
}
