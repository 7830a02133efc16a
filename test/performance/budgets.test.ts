import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { version } from '../../src/cli/version.js';
import { type BuiltProgram, buildProgram } from '../cli/built-program.js';
import { processorTimes } from './processor-time.js';

// The goals of docs/performance.md, with slack for busy machines; `npm run bench` measures against the goals themselves.

let program: BuiltProgram;
let folder: string;
let launcher: string;
let agent: string;

beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-budgets-'));
  const distribution = program.distribution;
  launcher = join(distribution, '..', 'bin', 'liqo-doctor.js');
  agent = join(distribution, 'agent.mjs');
}, 120_000);

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Ends the process as soon as Node.js does such a thing: what it took until then is all that it took. */
const endsAt = (channel: 'http.client.request.start' | 'net.client.socket') => [
  '--import',
  `data:text/javascript,import{subscribe}from'node:diagnostics_channel';subscribe('${channel}',()=>process.exit(0))`,
];

/** A kubeconfig whose server nobody asks: the process ends before. */
async function kubeconfig(name: string): Promise<string> {
  const path = join(folder, name);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: 'https://127.0.0.1:9' } }],
    users: [{ name, user: { token: 'x' } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

test('the agent fits into a ConfigMap many times: 400 KiB at most', async () => {
  expect((await stat(agent)).size).toBeLessThanOrEqual(400 * 1024);
});

test('what answers --version loads no file but the package.json', async () => {
  const { exitCode, stdout, stderr } = await program.run(['--version'], { NODE_DEBUG: 'module,esm' });
  expect([exitCode, stdout]).toEqual([0, `${version}\n`]);
  const loaded = [...stderr.matchAll(/load "(?<path>[^"]+)" for module/gu)].map(({ groups }) =>
    basename(groups?.['path'] ?? ''),
  );
  expect(loaded).toEqual(['liqo-doctor.js', 'package.json']);
});

describe.runIf(platform() === 'linux')('in processor time', () => {
  test('--version takes twice what a Node.js takes that does nothing, at most', () => {
    expect(processorTimes({ args: [launcher, '--version'] })).toBeLessThanOrEqual(2);
  }, 120_000);

  test('a check asks its first cluster within 15 times that', async () => {
    const [local, remote] = await Promise.all([kubeconfig('a'), kubeconfig('b')]);
    const line = [launcher, 'check', '--kubeconfig', local, '--remote', remote];
    const args = [...endsAt('http.client.request.start'), ...line];
    expect(processorTimes({ args })).toBeLessThanOrEqual(15);
  }, 120_000);

  test('the agent sends its first packet within 5 times that', async () => {
    const [plan, key] = [join(folder, 'plan.json'), join(folder, 'key')];
    const probe = {
      kind: 'stand-in-tcp',
      id: 'p',
      purpose: 'stand-in',
      service: 'auth',
      target: 'remote',
      host: '127.0.0.1',
      port: 9,
    };
    const common = { role: 'prober', runId: 'budget', from: 'local', view: 'pod', deadlineMs: 5000 };
    await writeFile(plan, JSON.stringify({ ...common, probes: [probe] }));
    await writeFile(key, Buffer.alloc(16));
    const args = [...endsAt('net.client.socket'), agent, '--plan', plan, '--key', key];
    expect(processorTimes({ args })).toBeLessThanOrEqual(5);
  }, 120_000);
});
