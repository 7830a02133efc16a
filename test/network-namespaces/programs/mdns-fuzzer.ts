import { createSocket } from 'node:dgram';

import { Fuzz } from '../../helpers/fuzz.js';
import { answerOf } from '../../helpers/mdns-answer.js';
import { settings } from './settings.js';

/** Sends broken messages of mDNS to the group, as fast as it can, from the port of responders. */
const { count, address } = settings('count', 'address');
const longestDatagram = 60_000;
const fuzz = new Fuzz(20_261);
const sample = await answerOf({ instance: 'fuzzed', host: 'fuzzed.local', port: 30_443 });
const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.bind(5353, '0.0.0.0', () => {
  socket.setMulticastInterface(address);
  void sendAll();
});

async function sendAll(): Promise<void> {
  for (let sent = 0; sent < Number(count); sent += 1) {
    const { bytes } = fuzz.bytes(sample);
    await new Promise<void>((resolve) => {
      socket.send(bytes.subarray(0, longestDatagram), 5353, '224.0.0.251', () => resolve());
    });
  }
  process.stdout.write('sent\n');
  socket.close();
}
