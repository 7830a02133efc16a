// Whole checks between two simulated clusters, which live in another process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { fileURLToPath } from 'node:url';

import { nodeProgram } from './programs.js';
import { median } from './statistics.js';

const labProcess = fileURLToPath(new URL('lab-process.js', import.meta.url));

/** Starts a lab, lets `use` check it as often as it likes, and ends it. */
export async function withLab({ labLauncher, runnerPath }, lab, use) {
  const child = fork(labProcess, { stdio: 'inherit' });
  try {
    const gone = once(child, 'exit').then(() => {
      throw new Error('the process of the lab has ended');
    });
    // It ends in the end; what waits for an answer then hears of it.
    gone.catch(() => undefined);
    const ask = async (message) => {
      child.send(message);
      return (await Promise.race([once(child, 'message'), gone]))[0];
    };
    const { kubeconfigs, tokens } = await ask({ isBlocked: false, delayMs: 0, runnerPath, ...lab });
    const flags = lab.scenario.includes('cloud') ? ['--allow-load-balancer'] : [];
    return await use(() => check({ labLauncher, kubeconfigs, tokens, ask, flags }));
  } finally {
    if (child.connected) {
      child.send('close');
      await once(child, 'exit');
    }
  }
}

/** One check: how long it took to its report and altogether, and what its clusters saw of it. */
async function check({ labLauncher, kubeconfigs, tokens, ask, flags }) {
  const operator = await ask('begin');
  const roundTripMs = await measureRoundTrip(kubeconfigs.local, tokens.local);
  await ask('begin');
  const { local, remote } = kubeconfigs;
  const line = ['check', '--kubeconfig', local, '--remote', remote, ...flags, '-o', 'json'];
  const ran = await nodeProgram([labLauncher, ...line], {
    env: { LIQO_DOCTOR_BENCH: JSON.stringify(operator) },
  });
  const { api, pods } = await ask('end');
  const report = JSON.parse(ran.stdout);
  if (report.kind !== 'PeeringReport') throw new Error(ran.stderr);
  const { verdict, timing } = report;
  return { ...ran, verdict, timing, api, pods, roundTripMs };
}

/** A call of an API server on a connection that is there: the median of twenty. */
async function measureRoundTrip(kubeconfig, token) {
  const server = /server: (\S+)/.exec(await readFile(kubeconfig, 'utf8'))[1];
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const times = [];
  for (let call = 0; call <= 20; call += 1) {
    const startedAt = performance.now();
    await new Promise((resolve, reject) => {
      const options = { agent, headers: { authorization: `Bearer ${token}` } };
      get(`${server}/version`, options, (answer) => answer.resume().on('end', resolve)).on('error', reject);
    });
    if (call > 0) times.push(performance.now() - startedAt);
  }
  agent.destroy();
  return median(times);
}
