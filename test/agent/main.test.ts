import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type AgentEvent, agentEventSchema } from '../../src/model/agent-event.js';
import type { AgentPlan } from '../../src/model/agent-plan.js';
import { closedTcpPort, closedUdpPort, startSaturated } from '../helpers/probe-servers.js';
import { testKey } from '../helpers/probe-setup.js';

let folder = '';
let bundle = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-agent-'));
  bundle = join(folder, 'bundled.mjs');
  await build({
    entryPoints: ['src/agent/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    outfile: bundle,
    logLevel: 'silent',
  });
  // As in a mounted ConfigMap, where every file is a symbolic link.
  await symlink(bundle, join(folder, 'agent.mjs'));
  await writeFile(join(folder, 'key'), testKey);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function start(plan: AgentPlan) {
  const planFile = join(folder, `plan-${plan.runId}.json`);
  await writeFile(planFile, JSON.stringify(plan));
  const args = [join(folder, 'agent.mjs'), '--plan', planFile, '--key', join(folder, 'key')];
  return follow(spawn(process.execPath, args, { env: { NODE_NAME: 'node-1' } }));
}

function follow(child: ChildProcess) {
  let text = '';
  let errors = '';
  let onText = () => {};
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    onText();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const events = (): AgentEvent[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => agentEventSchema.parse(JSON.parse(line)));
  return {
    child,
    exit,
    events,
    errors: () => errors,
    waitFor: (type: string) =>
      new Promise<void>((resolve) => {
        onText = () => {
          if (text.includes(`"type":"${type}"`)) resolve();
        };
        onText();
      }),
  };
}

test('is one file of at most 400 KiB', async () => {
  expect((await stat(bundle)).size).toBeLessThanOrEqual(400 * 1024);
});

test('does its plan and exits with 0', async () => {
  const port = await closedTcpPort();
  const agent = await start({
    role: 'prober',
    runId: 'done',
    from: 'local',
    view: 'pod',
    deadlineMs: 10_000,
    probes: [
      {
        kind: 'stand-in-tcp',
        id: 'p',
        purpose: 'stand-in',
        service: 'auth',
        target: 'remote',
        host: '127.0.0.1',
        port,
      },
    ],
  });
  expect(await agent.exit).toEqual([0, null]);
  expect(agent.errors()).toBe('');
  expect(agent.events()).toMatchObject([
    { type: 'started', runId: 'done', role: 'prober', node: 'node-1' },
    { type: 'observation', observation: { id: 'p', outcome: 'refused' } },
    { type: 'finished', reason: 'done' },
  ]);
});

test('ends at once on SIGTERM, in the middle of a probe', async () => {
  const agent = await start({
    role: 'prober',
    runId: 'terminated',
    from: 'local',
    view: 'pod',
    deadlineMs: 60_000,
    probes: [
      {
        kind: 'auth',
        id: 'p',
        purpose: 'endpoint',
        service: 'auth',
        target: 'remote',
        host: '127.0.0.1',
        port: await startSaturated(),
      },
    ],
  });
  await agent.waitFor('started');
  const startedAt = performance.now();
  agent.child.kill('SIGTERM');
  expect(await agent.exit).toEqual([0, null]);
  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(agent.events().slice(1)).toMatchObject([
    { type: 'observation', observation: { id: 'p', outcome: 'error', cause: 'interrupted' } },
    { type: 'finished', reason: 'terminated' },
  ]);
});

test('ends a responder by itself on its deadline', async () => {
  const [udpPort, tcpPort] = await Promise.all([closedUdpPort(), closedTcpPort()]);
  const startedAt = performance.now();
  const agent = await start({
    role: 'responder',
    runId: 'deadline',
    side: 'local',
    deadlineMs: 200,
    udpPort,
    tcpPort,
  });
  expect(await agent.exit).toEqual([0, null]);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(200);
  expect(agent.events()).toEqual([
    { type: 'started', runId: 'deadline', role: 'responder', node: 'node-1' },
    { type: 'listening', udpPort, tcpPort },
    { type: 'finished', reason: 'deadline' },
  ]);
});

test('says why it cannot work and exits with 1', async () => {
  const args = [
    join(folder, 'agent.mjs'),
    '--plan',
    join(folder, 'absent.json'),
    '--key',
    join(folder, 'key'),
  ];
  const agent = follow(spawn(process.execPath, args, { env: {} }));
  expect(await agent.exit).toEqual([1, null]);
  expect(agent.events()).toEqual([{ type: 'crashed', message: expect.stringContaining('ENOENT') as string }]);
});

test('does not start with a key that is cut short', async () => {
  const plan = { role: 'prober', runId: 'cut', from: 'local', view: 'pod', deadlineMs: 1000, probes: [] };
  await writeFile(join(folder, 'plan-cut.json'), JSON.stringify(plan));
  await writeFile(join(folder, 'cut-key'), testKey.subarray(0, 15));
  const files = ['--plan', join(folder, 'plan-cut.json'), '--key', join(folder, 'cut-key')];
  const agent = follow(spawn(process.execPath, [join(folder, 'agent.mjs'), ...files], { env: {} }));
  expect(await agent.exit).toEqual([1, null]);
  expect(agent.events()).toEqual([{ type: 'crashed', message: 'the key has 15 bytes rather than 16' }]);
});

test('can be imported without starting', async () => {
  const code = `const { runAgent } = await import(${JSON.stringify(bundle)}); process.stdout.write(typeof runAgent);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child, 'close');
  expect(output).toBe('function');
});
