import { createServer } from 'node:https';

import { settings } from './settings.js';

/** An authentication server, as far as a probe goes: answers everything over TLS with a cluster ID. */
const { port, cert, key, clusterId } = settings('port', 'cert', 'key', 'clusterId');
createServer({ cert, key }, (_request, response) => {
  response.end(JSON.stringify({ clusterId }));
}).listen(Number(port), '::', () => process.stdout.write('listening\n'));
