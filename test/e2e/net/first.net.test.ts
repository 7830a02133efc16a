import { expect, test } from 'vitest';
import { findScenario } from '../../../src/lab/topology/scenarios.js';
import { startRealLab } from './start-real-lab.js';
import { runCheck } from './run-check.js';

for (const name of (process.env['SCENARIOS'] ?? 'onprem-nat-to-cloud').split(',')) for (const v of ['v0.10.3', 'v1.2.0'] as const) {
test(`${name} ${v}`, { timeout: 60_000 }, async () => {
  const t0 = performance.now();
  const lab = await startRealLab(findScenario(name)!.topology(v));
  const t1 = performance.now();
  try {
    const run = await runCheck(lab, { liqoVersion: v, peering: 'out-of-band', networkingDisabled: false, gateway: {} }, ['--allow-load-balancer', '--timeout', '90s']);
    console.log(name, v, t1 - t0, performance.now() - t1, run.exitCode, run.report.verdict);
    if (process.env['SHOW']) { console.log(run.messages); console.log(run.report.probes.map((p) => `${p.id} ${p.from} ${p.purpose} ${p.host}:${p.port} ${p.outcome} ${p.cause ?? ''} ${p.observedSource ?? ''}`).join('\n'));
    console.log(run.report.requirements.map((p) => `${p.service} ${p.cluster} ${p.status} ${p.reason}`).join('\n')); }
    const works = findScenario(name)!.works[v];
    if (works !== undefined) expect(run.report.verdict).toBe(works ? 'ready' : 'not-ready');
  } finally { await lab.close(); }
});
}
