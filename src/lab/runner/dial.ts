import type { Socket } from 'node:net';
import { connect } from 'node:net';

import { formatHostPort } from '../../probe/host-port.js';
import type { DialResult } from '../../probe/world.js';
import type { AddressAndPort } from '../network/packet.js';
import type { NetworkSession } from '../network/session.js';

/** Linux gives up after six SYNs without an answer (`net.ipv4.tcp_syn_retries`). */
const kernelTimeoutMs = 127_000;

/** Connects through the virtual network: a real loopback socket to what stands for the endpoint, or an errno in its time. */
export async function dialVirtual(
  session: NetworkSession,
  to: AddressAndPort,
  signal: AbortSignal,
): Promise<DialResult> {
  if (signal.aborted) return aborted;
  const answer = await session.dial(to.address, to.port);
  switch (answer.kind) {
    case 'error':
      return fails(answer.code, answer.afterMs, signal);
    case 'silence':
      return fails('ETIMEDOUT', kernelTimeoutMs, signal);
    case 'connect':
      return connectLoopback(
        answer,
        { to, localAddress: session.localAddress, localPort: answer.localPort },
        signal,
      );
  }
}

const aborted: DialResult = { ok: false, code: 'ABORTED' };

function fails(code: string, afterMs: number, signal: AbortSignal): Promise<DialResult> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle({ ok: false, code }), afterMs);
    const onAbort = () => settle(aborted);
    const settle = (result: DialResult) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}

interface Ends {
  readonly to: AddressAndPort;
  readonly localAddress: string;
  readonly localPort: number;
}

function connectLoopback(
  answer: { readonly loopbackPort: number; readonly greeting: string },
  { to, localAddress, localPort }: Ends,
  signal: AbortSignal,
): Promise<DialResult> {
  return new Promise((resolve) => {
    const socket = connect({ port: answer.loopbackPort, host: '127.0.0.1', noDelay: true });
    const onAbort = () => {
      socket.destroy();
      settle(aborted);
    };
    const onError = (error: NodeJS.ErrnoException) => settle({ ok: false, code: error.code ?? 'UNKNOWN' });
    const settle = (result: DialResult) => {
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    signal.addEventListener('abort', onAbort);
    // Stays attached: without any listener, an error after the connection would end the process.
    socket.on('error', onError);
    socket.once('connect', () => {
      if (answer.greeting !== '') socket.write(answer.greeting);
      disguise(socket, { remote: to, localAddress });
      settle({ ok: true, socket, localAddress: formatHostPort(localAddress, localPort) });
    });
    if (signal.aborted) onAbort();
  });
}

/** Lets a loopback socket show the addresses of the virtual network. */
export function disguise(
  socket: Socket,
  { remote, localAddress }: { readonly remote: AddressAndPort; readonly localAddress: string },
): void {
  const shown = {
    remoteAddress: remote.address,
    remotePort: remote.port,
    remoteFamily: 'IPv4',
    localAddress,
  };
  for (const [property, value] of Object.entries(shown)) {
    Object.defineProperty(socket, property, { configurable: true, get: () => value });
  }
}
