import { createSocket } from 'node:dgram';

import { InitiatorTunnel } from '../../../src/probe/wireguard/initiator-tunnel.js';
import { keyPairOf } from '../../../src/probe/wireguard/key-pair.js';
import { settings } from './settings.js';

/**
 * Makes a tunnel to a WireGuard peer, sends a keepalive and one packet through it, and prints what came as JSON: the
 * sizes of the datagrams, and the packets that were in them, in hexadecimal.
 */
const { privateKey, peerKey, host, port, packet } = settings(
  'privateKey',
  'peerKey',
  'host',
  'port',
  'packet',
);
const tunnel = new InitiatorTunnel(keyPairOf(Buffer.from(privateKey, 'hex')), Buffer.from(peerKey, 'hex'));
const told = { datagrams: [] as number[], packets: [] as string[] };
const socket = createSocket('udp4');
socket.on('message', (bytes) => {
  told.datagrams.push(bytes.length);
  const event = tunnel.receive(bytes);
  if (event?.kind === 'response') {
    socket.send(tunnel.seal()!, Number(port), host);
    socket.send(tunnel.seal(Buffer.from(packet, 'hex'))!, Number(port), host);
  } else if (event?.kind === 'packet' && event.packet.length > 0) {
    told.packets.push(event.packet.toString('hex'));
    socket.close();
    process.stdout.write(JSON.stringify(told));
  }
});
socket.send(tunnel.initiation({ unixMs: Date.now(), sender: 0xfedcba98 }), Number(port), host);
// Without an answer it would wait for ever.
setTimeout(() => process.exit(1), 5000).unref();
