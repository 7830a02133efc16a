import { buildNetwork } from '../network.js';

// For the test of what is left behind when a test process ends: builds a network and waits for its own end.
const network = await buildNetwork({});
network.start('a', ['sleep', '60']);
process.stdout.write(`${JSON.stringify(Object.values(network.namespaces))}\n`);
setInterval(() => {}, 1000);
