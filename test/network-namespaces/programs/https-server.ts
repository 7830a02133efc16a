import { createServer } from 'node:https';

import { settings } from './settings.js';

/**
 * An authentication server, as far as a probe goes: answers everything over TLS with a cluster ID, in which HOST stands
 * for the host that it was asked by.
 */
const { port, cert, key, clusterId } = settings('port', 'cert', 'key', 'clusterId');
createServer({ cert, key }, ({ headers }, response) => {
  response.end(JSON.stringify({ clusterId: clusterId.replace('HOST', headers.host ?? '') }));
}).listen(Number(port), '::', () => process.stdout.write('listening\n'));
