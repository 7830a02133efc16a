import { expect, test } from 'vitest';

import type { AuthProbe, ProbeTask } from '../../src/model/agent-plan.js';
import { observationSchema } from '../../src/model/observation.js';
import { createProbeContext } from '../../src/probe/probe-context.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { runProbe } from '../../src/probe/run-probe.js';
import { startSaturated } from '../helpers/probe-servers.js';
import { given, testContext, testIdentity } from '../helpers/probe-setup.js';

const task: AuthProbe = {
  kind: 'auth',
  id: 'remote-auth-endpoint-1',
  purpose: 'endpoint',
  service: 'auth',
  target: 'remote',
  host: '192.0.2.1',
  port: 443,
};

test('turns a bug in a probe into an error of that probe alone', async () => {
  const context = testContext({
    dialTcp: () => {
      throw new TypeError('a bug');
    },
  });
  expect(await runProbe(task, context)).toEqual({
    ...given(task),
    protocol: 'https',
    outcome: 'error',
    cause: 'internal-error',
    timingsMs: {},
  });
});

test('ends at once when the run is ended', async () => {
  const run = new AbortController();
  const context = createProbeContext({
    world: nodeWorld(),
    from: 'local',
    view: 'pod',
    ...testIdentity,
    signal: run.signal,
  });
  const port = await startSaturated();
  const startedAt = performance.now();
  const observation = runProbe({ ...task, host: '127.0.0.1', port }, context);
  setTimeout(() => run.abort(), 20);
  expect(await observation).toMatchObject({ outcome: 'error', cause: 'interrupted' });
  expect(await runProbe(task, context)).toMatchObject({ outcome: 'error', cause: 'interrupted' });
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

test.each(['auth', 'api-server', 'stand-in-udp', 'stand-in-tcp', 'live-gateway'] as const)(
  'gives an observation of the published shape for a %s probe',
  async (kind) => {
    const context = testContext({ resolve: () => Promise.resolve({ ok: false, code: 'ENOTFOUND' }) });
    const named: ProbeTask = { ...task, kind, host: 'nowhere.example.org' };
    const observation = await runProbe(named, context);
    expect(observationSchema.parse(observation)).toEqual(observation);
    expect(observation).toMatchObject({ outcome: 'dns-failure', cause: 'nxdomain', phase: 'dns' });
  },
);
