// Reads the pages of lists and parses them, and does no more with them: what reading a large cluster costs at least. The
// first argument is JSON: for each server its URL and the paths.
import { Agent, get } from 'node:https';

const servers = JSON.parse(process.argv[2]);
await Promise.all(
  servers.map(async ({ url, paths }) => {
    const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    for (const path of paths) await read(agent, url + path);
    agent.destroy();
  }),
);

function read(agent, url) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    }).on('error', reject);
  });
}
