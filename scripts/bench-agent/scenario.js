// Serves the endpoints of one scenario and sends every tool there, one after the other.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { runAgent } from './agent.js';
import { runBlackbox } from './blackbox.js';
import { addresses } from './endpoints.js';
import { runNmap } from './nmap.js';

const servers = fileURLToPath(new URL('servers.js', import.meta.url));

const tools = { agent: runAgent, nmap: runNmap, blackbox: runBlackbox };

/**
 * Runs each tool `repeat` times, in turns, so that what else the machine does meets all alike. Gives the measurements
 * by tool, or by tool why there are none.
 */
export async function runScenario(scenario, setup) {
  const server = fork(servers, { stdio: 'inherit' });
  try {
    const { certificate, modules, keyHex } = setup;
    const { serves: kind, count, net } = scenario;
    server.send({ kind, count, net, certificate, modules, keyHex });
    const [{ port }] = await once(server, 'message');
    const target = { serves: kind, hosts: addresses(count, net), port };
    const results = new Map();
    for (let round = 0; round < setup.repeat; round += 1) {
      for (const name of scenario.tools) {
        const reason = setup.absent.get(name);
        if (reason !== undefined) results.set(name, { skipped: reason });
        else results.set(name, [...(results.get(name) ?? []), await tools[name](setup, target)]);
        setup.onStep(`${scenario.name}, round ${round + 1} of ${setup.repeat}: ${name}`);
      }
    }
    return results;
  } finally {
    server.kill();
    await once(server, 'exit');
  }
}
