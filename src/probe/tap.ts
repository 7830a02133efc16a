import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

import { errorCode } from './error-code.js';

/** Enough for the plain-text part of a TLS 1.2 handshake, where the server asks for a client certificate. */
const keptBytes = 16_384;

/** More than any certificate chain and any answer that is read; who sends more than this is not listened to. */
const receivedLimitBytes = 1_048_576;

/**
 * A socket seen from its middle: it passes all bytes on and remembers what the other side really did, which the TLS
 * layer above reports as the same error whatever it was.
 */
export interface Tap {
  /** Takes the socket's place. Destroying it destroys the socket. */
  readonly stream: Duplex;
  /** The first bytes that came, at most 16 KiB. */
  readonly received: () => Buffer;
  /**
   * How the other side ended the connection: `CLOSED` for a FIN, an errno such as `ECONNRESET`, or not yet. `FLOODED`
   * when it sent more than 1 MiB, upon which the connection was given up.
   */
  readonly ending: () => string | undefined;
}

/** Puts a tap on a connected socket, which must not be used directly any more. */
export function tapSocket(socket: Socket): Tap {
  const kept: Buffer[] = [];
  let keptLength = 0;
  let receivedLength = 0;
  let ending: string | undefined;
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, (error) => done(error)),
    final: (done) => void socket.end(() => done()),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    receivedLength += chunk.length;
    if (receivedLength > receivedLimitBytes) {
      ending ??= 'FLOODED';
      stream.destroy();
      return;
    }
    if (keptLength < keptBytes) {
      const part = chunk.subarray(0, keptBytes - keptLength);
      kept.push(part);
      keptLength += part.length;
    }
    if (!stream.push(chunk)) socket.pause();
  });
  socket.on('end', () => {
    ending ??= 'CLOSED';
    stream.push(null);
  });
  socket.on('error', (error) => {
    ending ??= errorCode(error);
    stream.destroy(error);
  });
  socket.on('close', () => stream.destroy());
  return { stream, received: () => Buffer.concat(kept), ending: () => ending };
}
