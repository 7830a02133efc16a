import { connect, createServer } from 'node:net';

import type { HttpsListener } from '../api/api-server.js';
import { listenOn } from '../api/api-server.js';

/** Every record of a TLS handshake begins with this byte (RFC 8446 §5.1). */
const handshake = 0x16;

/** What a server written in Go tells a client that speaks plain HTTP to it (net/http, `conn.serve`). */
const complaint = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** Puts a door in front of an HTTPS server that looks at the first byte, and answers plain HTTP itself. */
export async function tellingPlainClients(inner: HttpsListener): Promise<HttpsListener> {
  const door = createServer((client) => {
    client.once('data', (first: Buffer) => {
      if (first[0] !== handshake) {
        client.end(complaint);
        return;
      }
      client.pause();
      const server = connect(inner.port, '127.0.0.1');
      server.on('error', () => client.destroy());
      server.on('close', () => client.destroy());
      client.on('close', () => server.destroy());
      server.write(first);
      client.pipe(server);
      server.pipe(client);
    });
  });
  const outer = await listenOn(door);
  return {
    port: outer.port,
    close: async () => {
      await Promise.all([outer.close(), inner.close()]);
    },
  };
}
