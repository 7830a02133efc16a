import { describe, expect } from 'vitest';

import { labLiqoVersions } from '../../src/lab/topology/liqo-spec.js';
import { labScenarios } from '../../src/lab/topology/scenarios.js';
import type { Verdict } from '../../src/model/report.js';
import { test } from './lab-check.js';

/**
 * Where peering does not work and the tool may not say so for certain: a firewall that drops all UDP looks, from
 * outside, like one that passes the live gateway's own port alone (rule 11 of the requirement matrix).
 */
const undecidable = new Set(['cloud-to-cloud-udp-blocked v0.10.3']);

const rows = labScenarios.flatMap(({ name, works, topology, founding }) =>
  labLiqoVersions
    .filter((version) => works[version] !== undefined)
    .map((version) => ({ name, version, founding, works: works[version], topology: topology(version) })),
);

function expectedVerdict({ name, version, works }: (typeof rows)[number]): Verdict {
  if (works === true) return 'ready';
  return undecidable.has(`${name} ${version}`) ? 'undetermined' : 'not-ready';
}

describe.concurrent('a check between the simulated clusters of a scenario', () => {
  test.for(rows)('$name with Liqo $version', { timeout: 120_000 }, async (row, { startFor }) => {
    const { check, objects } = await startFor(row.topology);
    const before = objects();
    const { outcome, report } = await check();
    const seen = { verdict: report?.verdict, scenario: report?.scenario.id, left: objects() };
    expect(seen).toEqual({ verdict: expectedVerdict(row), scenario: row.founding, left: before });
    expect(outcome).toMatchObject({ kind: 'report', leftovers: [] });
    const unmet = report?.requirements.filter(({ status }) => status === 'unmet') ?? [];
    expect(unmet.filter(({ prescription }) => prescription === undefined)).toEqual([]);
  });
});
