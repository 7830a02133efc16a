// This project's own agent, the very file that runs in pods.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { agentPlan, key } from './endpoints.js';
import { measureProgram } from './measure.js';

const scenarios = {
  tls: { kind: 'auth', right: 'open' },
  datagrams: { kind: 'stand-in-udp', right: 'replied' },
  nothing: { kind: 'auth', right: 'filtered' },
};

/** Probes all hosts as a pod of a run would. */
export async function runAgent({ folder, bundle }, { serves, hosts, port }) {
  const { kind, right } = scenarios[serves];
  const [plan, keyFile] = [join(folder, 'plan.json'), join(folder, 'key')];
  await writeFile(plan, JSON.stringify(agentPlan(kind, hosts, port)));
  await writeFile(keyFile, key);
  const args = [bundle, '--plan', plan, '--key', keyFile];
  const { output, ...measured } = await measureProgram(process.execPath, args);
  const observations = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .flatMap((event) => (event.type === 'observation' ? [event.observation] : []));
  return {
    ...measured,
    right: observations.filter(({ outcome }) => outcome === right).length,
    doubtfulTimings: observations.filter(({ ownDelayMs }) => ownDelayMs !== undefined).length,
  };
}
