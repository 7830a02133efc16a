import { expect, test } from 'vitest';

import { EvidenceCollector } from '../../src/check/evidence-collector.js';
import { alongsideOperator } from '../../src/check/operator-contrast.js';
import type { ProbeTask } from '../../src/model/agent-plan.js';
import type { RunPlan } from '../../src/model/run-plan.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { closedTcpPort, startSaturated } from '../helpers/probe-servers.js';

function planTo(port: number): RunPlan {
  const endpoint: ProbeTask = {
    kind: 'api-server',
    id: 'remote-apiServer-endpoint-1',
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'remote',
    host: '127.0.0.1',
    port,
    // What Liqo's pods go through is not what this machine goes through.
    proxy: { scheme: 'http', host: '192.0.2.1', port: 3128, hasCredentials: false },
  };
  const candidate: ProbeTask = { ...endpoint, id: 'remote-apiServer-candidate-1', purpose: 'candidate' };
  const gateway: ProbeTask = {
    kind: 'live-gateway',
    id: 'remote-gateway-endpoint-1',
    purpose: 'endpoint',
    service: 'gateway',
    target: 'remote',
    host: '127.0.0.1',
    port,
  };
  return {
    generation: 'g3',
    liqoVersion: 'v1.2.0',
    generationReason: 'A test says so.',
    standIns: [],
    notRaised: [],
    probes: { local: [endpoint, candidate, gateway], remote: [] },
  };
}

/** What this machine saw while pods worked for so many milliseconds, and how long that took in all. */
async function seenBeside(port: number, podsMs: number) {
  const world = nodeWorld();
  const collector = new EvidenceCollector(world.clock);
  const startedAt = performance.now();
  const pods = new Promise<string>((resolve) => {
    setTimeout(() => resolve('what pods saw'), podsMs);
  });
  const result = await alongsideOperator(
    { plan: planTo(port), environment: { world }, collector, signal: new AbortController().signal },
    pods,
  );
  const seen = collector.observations.map(({ observation: { id, purpose, from, view, outcome, proxy } }) => ({
    ...{ id, purpose, from, view, outcome, proxy },
  }));
  return { result, seen, tookMs: performance.now() - startedAt };
}

test('looks at the advertised TCP endpoints, on its own way, for contrast', async () => {
  const { result, seen } = await seenBeside(await closedTcpPort(), 3000);
  expect(result).toBe('what pods saw');
  expect(seen).toEqual([
    {
      id: 'remote-apiServer-endpoint-1-operator',
      purpose: 'contrast',
      from: 'operator',
      view: 'operator',
      outcome: 'refused',
      proxy: undefined,
    },
  ]);
});

test('holds the run up for a moment at most, and leaves out what it had no time for', async () => {
  // A connection attempt there takes its whole deadline of several seconds.
  const { seen, tookMs } = await seenBeside(await startSaturated(), 50);
  expect(seen).toEqual([]);
  expect(tookMs).toBeLessThan(1500);
});
