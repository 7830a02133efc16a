import { expect, test } from 'vitest';

import type { MappingProbe, ProbeTask } from '../../src/model/agent-plan.js';
import { idleProbeMs, idleProbes, idleTimesMs } from '../../src/plan/idle-probes.js';

const at = { service: 'gateway', target: 'remote', host: '198.51.100.20', port: 30_999 } as const;
const mapping: MappingProbe = {
  kind: 'mapping',
  id: 'remote-gateway-mapping-1',
  purpose: 'mapping',
  secondPort: 31_000,
  ...at,
};
const other: ProbeTask = { kind: 'stand-in-udp', id: 'remote-gateway-source-1', purpose: 'source', ...at };

test('tries every silence in a probe of its own where there is time for all', () => {
  expect(idleProbes([other, mapping], { idleMs: idleTimesMs, withinMs: 80_000 })).toEqual([
    { ...mapping, id: 'remote-gateway-mapping-1-idle', idleMs: [4000, 12_000, 27_000, 65_000] },
  ]);
});

test('leaves out silences that the run has no time for', () => {
  const [probe] = idleProbes([mapping], { idleMs: idleTimesMs, withinMs: 79_999 });
  expect(probe?.idleMs).toEqual([4000, 12_000, 27_000]);
  expect(idleProbes([mapping], { idleMs: idleTimesMs, withinMs: 18_999 })).toEqual([]);
  expect(idleProbes([mapping], { idleMs: [], withinMs: 80_000 })).toEqual([]);
});

test('gives a prober that falls silent the time that it takes, and others none', () => {
  expect(idleProbeMs({ ...mapping, idleMs: [4000, 65_000] })).toBe(80_000);
  expect([idleProbeMs(mapping), idleProbeMs(other)]).toEqual([0, 0]);
});
