import { randomBytes } from 'node:crypto';

import { interfaceMtu } from '../network/packet-sizes.js';
import type { NetworkSession } from '../network/session.js';
import type { World } from '../../probe/world.js';
import { dialVirtual } from './dial.js';
import { listenVirtual } from './listen.js';
import { VirtualUdpSockets } from './udp-sockets.js';

/** The agent's world over the virtual network: its own clock and randomness, everybody else's packets. */
export function virtualWorld(session: NetworkSession): World {
  const udp = new VirtualUdpSockets(session);
  return {
    clock: { now: () => performance.now(), wallTime: () => Date.now() },
    resolve: async (host, signal) => {
      if (signal.aborted) return { ok: false, code: 'ABORTED' };
      return session.resolve(host);
    },
    dialTcp: (address, port, signal) => dialVirtual(session, { address, port }, signal),
    connectUdp: (address, port) => udp.open(0, { address, port }),
    openUdp: () => udp.open(0),
    bindUdp: (port) => udp.open(port),
    listenTcp: (port, onConnection) => listenVirtual(session, port, onConnection),
    counters: () => session.counters(),
    interfaceMtu: () => Promise.resolve(interfaceMtu),
    random: (bytes) => randomBytes(bytes),
  };
}
