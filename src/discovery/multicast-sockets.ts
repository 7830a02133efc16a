import { createSocket, type Socket } from 'node:dgram';

import { errorCode } from '../probe/error-code.js';
import { failure, success, type Result } from '../model/result.js';
import type { LocalInterface } from './local-interfaces.js';

/** RFC 6762 §3. */
export const mdnsPort = 5353;

/** The groups of mDNS. Source: RFC 6762 §3. */
export const mdnsGroups = { IPv4: '224.0.0.251', IPv6: 'ff02::fb' } as const;

/** Packets that leave with less are not accepted by everybody. Source: RFC 6762 §11. */
const multicastTtl = 255;

/** As much as a whole LAN says at once; what a flood says beyond it the kernel drops, where it costs nothing here. */
const receiveBufferBytes = 65_536;

/**
 * A socket that hears the group of one interface on port 5353, beside others of this machine that do. Fails with an
 * errno.
 *
 * It is bound to the group's own address where the system can do that: bound to any address, it would take away the
 * unicast packets that are meant for the machine's own responder.
 */
export function openListener(
  local: LocalInterface,
  platform = process.platform,
): Promise<Result<Socket, string>> {
  const group = mdnsGroups[local.family];
  const wildcard = local.family === 'IPv4' ? '0.0.0.0' : '::';
  const scoped = local.family === 'IPv4' ? group : `${group}%${local.interface}`;
  return open(local, { port: mdnsPort, address: platform === 'win32' ? wildcard : scoped }, (socket) => {
    socket.addMembership(group, membershipInterface(local));
  });
}

/** A socket on a free port that sends by one interface and gets unicast answers (RFC 6762 §6.7). Fails with an errno. */
export function openAsker(local: LocalInterface): Promise<Result<Socket, string>> {
  return open(local, { port: 0, address: local.family === 'IPv4' ? local.address : '::' }, () => {});
}

function open(
  local: LocalInterface,
  bound: { readonly port: number; readonly address: string },
  prepare: (socket: Socket) => void,
): Promise<Result<Socket, string>> {
  const type = local.family === 'IPv4' ? 'udp4' : 'udp6';
  const socket = createSocket({
    type,
    reuseAddr: bound.port !== 0,
    ipv6Only: type === 'udp6',
    recvBufferSize: receiveBufferBytes,
  });
  return new Promise((resolve) => {
    const refuse = (error: unknown) => {
      socket.close();
      resolve(failure(errorCode(error)));
    };
    socket.once('error', refuse);
    socket.bind(bound, () => {
      socket.off('error', refuse);
      try {
        socket.setMulticastInterface(membershipInterface(local));
        socket.setMulticastTTL(multicastTtl);
        prepare(socket);
        resolve(success(socket));
      } catch (error) {
        refuse(error);
      }
    });
  });
}

/** How Node.js names an interface: by its address, and for IPv6 by its name (Node.js dgram, `setMulticastInterface`). */
function membershipInterface({ family, address, interface: name }: LocalInterface): string {
  return family === 'IPv4' ? address : `::%${name}`;
}
