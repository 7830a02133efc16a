import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, createServer, isIPv4, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';

import { parseCounters } from './counters.js';
import { errorCode } from './error-code.js';
import { addressIn, formatHostPort } from './host-port.js';
import { createResolver } from './node-resolve.js';
import { bindUdp, connectUdp, openUdp } from './node-udp.js';
import type { DialResult, Listener, World } from './world.js';

/** The world as Node sees it: this machine's clock, resolver and sockets. */
export function nodeWorld(): World {
  return {
    clock: { now: () => performance.now(), wallTime: () => Date.now() },
    descriptorLimit: readDescriptorLimit(),
    resolve: createResolver(),
    dialTcp,
    connectUdp,
    openUdp,
    bindUdp,
    listenTcp,
    // The kernel answers from memory; a trip through a thread would cost ten times as much.
    interfaceMtu,
    counters: () => Promise.resolve(parseCounters(readText('/proc/net/snmp'), readText('/proc/net/snmp6'))),
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
    let isSettled = false;
    const settle = (result: DialResult) => {
      isSettled = true;
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const giveUp = () => {
      if (isSettled) return;
      socket.destroy();
      settle({ ok: false, code: 'ABORTED' });
    };
    // A late timer comes before the answer that has arrived meanwhile: that one shall be heard first.
    const abort = () => void setImmediate(giveUp);
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

/**
 * Source: Linux Documentation/ABI/testing/sysfs-class-net; Documentation/networking/ip-sysctl.rst, `ip_no_pmtu_disc`, of
 * which 0 is the default and the only value that keeps a datagram whole.
 */
function interfaceMtu(localAddress: string): Promise<number | undefined> {
  const address = addressIn(localAddress);
  const own = Object.entries(networkInterfaces()).find(([, all]) =>
    all?.some((one) => one.address === address),
  );
  const mtu = own === undefined ? undefined : readText(`/sys/class/net/${own[0]}/mtu`);
  const letsFragment = isIPv4(address) && readText('/proc/sys/net/ipv4/ip_no_pmtu_disc')?.trim() !== '0';
  return Promise.resolve(mtu === undefined || letsFragment ? undefined : Number(mtu));
}

/** Source: proc(5), `/proc/pid/limits`. Node has raised the soft limit to the hard one. */
function readDescriptorLimit(): number | undefined {
  const limit = /^Max open files +(\d+)/m.exec(readText('/proc/self/limits') ?? '')?.[1];
  return limit === undefined ? undefined : Number(limit);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
