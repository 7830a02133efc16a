import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runAgent } from '../../../src/agent/run-agent.js';
import { writeFileSync } from 'node:fs';
import { test, beforeAll } from 'vitest';
import { findScenario, labScenarios } from '../../../src/lab/topology/scenarios.js';
import { bundleAgent, checkForReal, type Bundles } from '../../lab/prove/real-check.js';
import { startRealLab } from './start-real-lab.js';
import { runCheck } from './run-check.js';
import { differencesBetween } from './compare-reports.js';

let bundles: Bundles;
const delay = monitorEventLoopDelay({ resolution: 20 }); delay.enable();
const cpu0 = process.cpuUsage();
beforeAll(async () => { bundles = await bundleAgent(); return async () => { await bundles.remove(); const c = process.cpuUsage(cpu0); console.log('loop max ms', delay.max / 1e6, 'p99', delay.percentile(99) / 1e6, 'own cpu s', (c.user + c.system) / 1e6); }; });
const names = process.env['SCENARIOS']?.split(',') ?? labScenarios.map(({name}) => name);
for (const name of names) for (const v of ['v0.10.3', 'v1.2.0'] as const) {
  const works = findScenario(name)!.works[v];
  if (works === undefined) continue;
test.concurrent(`${name} ${v}`, { timeout: 100_000 }, async ({ expect }) => {
  const topology = findScenario(name)!.topology(v);
  const intent = { liqoVersion: v, peering: 'out-of-band', networkingDisabled: false, gateway: {} } as const;
  const virtual = checkForReal(topology, intent, { ...bundles, runAgent });
  const lab = await startRealLab(topology);
  try {
    const run = await runCheck(lab, intent, ['--allow-load-balancer', '--timeout', '90s']);
    const v1 = await virtual;
    if (process.env['SHOW']) { writeFileSync(`/tmp/${name}-${v}-real.json`, JSON.stringify(run.report, null, 1)); writeFileSync(`/tmp/${name}-${v}-virtual.json`, JSON.stringify(v1, null, 1)); }
    expect.soft(run.report.verdict).toBe(works ? 'ready' : 'not-ready');
    expect(differencesBetween(run.report, v1, topology)).toEqual([]);
  } finally { await lab.close(); }
});
}
