import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

// Takes over sockets that `open-sockets.pl` has opened in other namespaces, in which they stay, and hands them to the
// parent, which ends this then. Arguments: protocols, in the order of the numbers of the sockets that follow them.
const [protocols = '', ...numbers] = process.argv.slice(2);

for (const [index, protocol] of protocols.split(',').entries()) {
  const fd = Number(numbers[index]);
  if (protocol.startsWith('tcp')) {
    const server = createServer();
    server.listen({ fd }, () => process.send?.({ index }, server));
  } else {
    const socket = createSocket(protocol === 'udp6' ? 'udp6' : 'udp4');
    socket.bind({ fd }, () => process.send?.({ index }, socket));
  }
}
