import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

import type { SocketRequest } from '../sockets.js';

// Opens sockets in the namespace that it is started in, and hands them to its parent, which is in another one and ends it
// then: a socket stays where it was opened.
const requests = JSON.parse(process.argv[2] ?? '[]') as readonly SocketRequest[];

await Promise.all(requests.map(open));

function open({ protocol, address, port }: SocketRequest, index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve());
    if (protocol === 'tcp') {
      const server = createServer();
      server.once('error', reject);
      server.listen({ host: address, port }, () => process.send?.({ index }, server, {}, done));
    } else {
      const socket = createSocket('udp4');
      socket.once('error', reject);
      socket.bind({ address, port }, () => process.send?.({ index }, socket, {}, done));
    }
  });
}
