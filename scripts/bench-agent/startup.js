// How long the agent takes from the start of its process to its first packet.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { agentPlan, key } from './endpoints.js';
import { measureProgram } from './measure.js';

/** Milliseconds to the first connection, and of a Node.js that does nothing, for comparison: medians. */
export async function measureStartup({ folder, bundle }, runs = 11) {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [plan, keyFile] = [join(folder, 'plan.json'), join(folder, 'key')];
  await writeFile(plan, JSON.stringify(agentPlan('stand-in-tcp', ['127.0.0.1'], server.address().port)));
  await writeFile(keyFile, key);
  const firstPacketMs = [];
  const bareNodeMs = [];
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [bundle, '--plan', plan, '--key', keyFile], { stdio: 'ignore' });
    const ended = once(child, 'close');
    await once(server, 'connection');
    firstPacketMs.push(performance.now() - startedAt);
    await ended;
    bareNodeMs.push((await measureProgram(process.execPath, ['-e', '0'])).wallMs);
  }
  server.close();
  return { firstPacketMs: median(firstPacketMs), bareNodeMs: median(bareNodeMs) };
}

/** The middle value; the lower of the two middle ones. */
export function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)];
}
