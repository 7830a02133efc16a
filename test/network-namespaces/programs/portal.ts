import { createServer } from 'node:net';

import { settings } from './settings.js';

/** What a captive portal's web server makes of everything, TLS included: go and log in. */
const { port } = settings('port');
createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.end('HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\nContent-Length: 0\r\n\r\n');
  });
}).listen(Number(port), '::', () => process.stdout.write('listening\n'));
