// The Prometheus blackbox exporter, asked over HTTP as Prometheus would ask it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { cpuMsOf, peakBytesOf } from './measure.js';

const program = 'prometheus-blackbox-exporter';

const configuration = `modules:
  tls:
    prober: http
    timeout: 5s
    http:
      tls_config: {insecure_skip_verify: true}
      fail_if_not_ssl: true
      fail_if_body_not_matches_regexp: ['clusterId']
      preferred_ip_protocol: ip4
  nothing:
    prober: tcp
    timeout: 5s
    tcp: {preferred_ip_protocol: ip4}
`;

const scenarios = {
  // The same work as the agent's: TCP, TLS and one GET.
  tls: { target: (host, port) => `https://${host}:${port}/ids`, atOnce: 200, right: 'probe_success 1' },
  nothing: { target: (host, port) => `${host}:${port}`, atOnce: Infinity, right: 'probe_success 0' },
};

/** Probes all hosts. */
export async function runBlackbox({ folder }, { serves, hosts, port }) {
  const { target, atOnce, right } = scenarios[serves];
  const exporter = await start(folder);
  try {
    const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
    const cpuBefore = cpuMsOf(exporter.child.pid);
    const startedAt = performance.now();
    const ask = (host) =>
      fetchText(
        `${exporter.url}/probe?module=${serves}&target=${encodeURIComponent(target(host, port))}`,
        agent,
      );
    const answers = await Promise.all(hosts.map(ask));
    const wallMs = performance.now() - startedAt;
    const { pid } = exporter.child;
    agent.destroy();
    const isRight = (text) => text.includes(`\n${right}\n`);
    return {
      wallMs,
      cpuMs: cpuMsOf(pid) - cpuBefore,
      peakBytes: peakBytesOf(pid),
      right: answers.filter(isRight).length,
    };
  } finally {
    exporter.child.kill();
    await once(exporter.child, 'close');
  }
}

async function start(folder) {
  const file = join(folder, 'blackbox.yml');
  await writeFile(file, configuration);
  const address = `127.0.0.1:${await freePort()}`;
  const args = [`--config.file=${file}`, `--web.listen-address=${address}`, '--log.level=error'];
  const child = spawn(program, args, { stdio: 'ignore' });
  const url = `http://${address}`;
  for (let tries = 0; (await fetchText(`${url}/-/healthy`)) === ''; tries += 1) {
    if (tries > 100) throw new Error(`${program} does not start`);
    await sleep(50);
  }
  return { child, url };
}

function fetchText(url, agent) {
  return new Promise((resolve) => {
    const request = get(url, { agent }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve(text);
    });
    request.on('error', () => resolve(''));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
