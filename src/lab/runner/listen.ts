import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';

import type { Listener } from '../../probe/world.js';
import type { AddressAndPort } from '../network/packet.js';
import type { NetworkSession } from '../network/session.js';
import { disguise } from './dial.js';

/** A greeting is a secret, an address and a port: far below this. */
const longestGreetingBytes = 200;

/** Listens on a port of the virtual network, which a real loopback listener stands for. */
export async function listenVirtual(
  session: NetworkSession,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<Listener> {
  const secret = randomBytes(16).toString('hex');
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    readGreeting(socket, secret, (remote) => {
      disguise(socket, { remote, localAddress: session.localAddress });
      onConnection(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const loopbackPort = address !== null && typeof address === 'object' ? address.port : 0;
  const errno = await session.listen(port, { loopbackPort, secret });
  if (errno !== undefined) {
    server.close();
    throw Object.assign(new Error(`listen ${errno} on port ${port}`), { code: errno });
  }
  return {
    close: () => {
      session.unlisten(port);
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Reads the line that the dialling side's network put in front of the stream, and leaves every further byte unread. */
function readGreeting(socket: Socket, secret: string, onGreeted: (remote: AddressAndPort) => void): void {
  let greeting = '';
  const drop = () => socket.destroy();
  const onReadable = () => {
    let byte: Buffer | null;
    while ((byte = readByte(socket)) !== null) {
      const character = byte.toString('latin1');
      if (character !== '\n') {
        greeting += character;
        if (greeting.length > longestGreetingBytes) return drop();
        continue;
      }
      socket.off('readable', onReadable);
      socket.off('error', drop);
      const [shown, address, port] = greeting.split(' ');
      if (shown !== secret || address === undefined) return drop();
      onGreeted({ address, port: Number(port) });
      return;
    }
  };
  socket.on('readable', onReadable);
  socket.on('error', drop);
}

function readByte(socket: Socket): Buffer | null {
  const chunk: unknown = socket.read(1);
  return Buffer.isBuffer(chunk) ? chunk : null;
}
