import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';

import { parseCounters } from './counters.js';
import { errorCode } from './error-code.js';
import { formatHostPort } from './host-port.js';
import { resolveByNode } from './node-resolve.js';
import { bindUdp, connectUdp } from './node-udp.js';
import type { DialResult, Listener, World } from './world.js';

/** The world as Node sees it: this machine's clock, resolver and sockets. */
export function nodeWorld(): World {
  return {
    clock: { now: () => performance.now(), wallTime: () => Date.now() },
    resolve: resolveByNode,
    dialTcp,
    connectUdp,
    bindUdp,
    listenTcp,
    counters: async () => parseCounters(await readText('/proc/net/snmp'), await readText('/proc/net/snmp6')),
    random: (bytes) => Uint8Array.from(randomBytes(bytes)),
  };
}

function dialTcp(address: string, port: number, signal: AbortSignal): Promise<DialResult> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ ok: false, code: 'ABORTED' });
      return;
    }
    // Left on, this option would give up each of a name's addresses after 250 ms.
    const socket = connect({ host: address, port, autoSelectFamily: false });
    const settle = (result: DialResult) => {
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const abort = () => {
      socket.destroy();
      settle({ ok: false, code: 'ABORTED' });
    };
    signal.addEventListener('abort', abort);
    socket.once('connect', () => {
      const localAddress = formatHostPort(socket.localAddress ?? '', socket.localPort ?? 0);
      settle({ ok: true, socket, localAddress });
    });
    // Stays attached: without any listener, an error after the connection would end the process.
    socket.on('error', (error) => settle({ ok: false, code: errorCode(error) }));
  });
}

/** Rejects when the port cannot be had, since the port is this program's own choice. */
function listenTcp(port: number, onConnection: (socket: Socket) => void): Promise<Listener> {
  const server = createServer(onConnection);
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      // Running out of file descriptors passes; the next connection is accepted again.
      server.on('error', () => {});
      resolve({
        close: () => {
          server.close();
          for (const socket of open) socket.destroy();
        },
      });
    });
  });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
