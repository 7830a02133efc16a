import { createServer } from 'node:http';
import { connect } from 'node:net';

import { settings } from './settings.js';

/** An HTTP proxy that opens the tunnel it is asked for, or says 502 when it cannot. */
const { port } = settings('port');
createServer()
  .on('connect', (request, socket) => {
    const target = new URL(`tcp://${request.url ?? ''}`);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const upstream = connect(Number(target.port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('error', () => upstream.destroy());
  })
  .listen(Number(port), '::', () => process.stdout.write('listening\n'));
