import { expect, test } from 'vitest';

import type { Finding, FindingStatus } from '../../src/model/finding.js';
import type { Verdict } from '../../src/model/report.js';
import { exitCodeOf, type FailOn } from '../../src/report/exit-code.js';

function findings(...statuses: readonly FindingStatus[]): Finding[] {
  return statuses.map((status) => ({
    code: 'LD-NET-001',
    title: 'Pod CIDRs of the two clusters do not overlap',
    severity: 'warning',
    status,
    dependsOn: [],
    evidence: [],
    docs: 'ld-net-001',
  }));
}

interface Row {
  readonly verdict: Verdict;
  readonly found: readonly FindingStatus[];
  readonly failOn: FailOn;
  readonly exitCode: number;
}

const table: readonly Row[] = [
  { verdict: 'ready', found: [], failOn: 'unmet', exitCode: 0 },
  { verdict: 'ready', found: ['warn'], failOn: 'unmet', exitCode: 0 },
  { verdict: 'ready', found: ['warn'], failOn: 'warning', exitCode: 3 },
  // Worse than a warning, although no requirement is unmet because of it.
  { verdict: 'ready', found: ['fail'], failOn: 'warning', exitCode: 3 },
  { verdict: 'ready', found: ['pass', 'skip', 'unknown'], failOn: 'warning', exitCode: 0 },
  { verdict: 'not-ready', found: [], failOn: 'unmet', exitCode: 3 },
  { verdict: 'not-ready', found: ['warn'], failOn: 'warning', exitCode: 3 },
  { verdict: 'undetermined', found: [], failOn: 'unmet', exitCode: 4 },
  { verdict: 'undetermined', found: ['warn'], failOn: 'unmet', exitCode: 4 },
  // "or a warning, with --fail-on warning" comes before what is unknown.
  { verdict: 'undetermined', found: ['warn'], failOn: 'warning', exitCode: 3 },
  { verdict: 'undetermined', found: ['pass'], failOn: 'warning', exitCode: 4 },
];

test.each(table)(
  'the exit code for $verdict with findings $found and --fail-on $failOn is $exitCode',
  ({ verdict, found, failOn, exitCode }) => {
    expect(exitCodeOf({ verdict, findings: findings(...found) }, failOn)).toBe(exitCode);
  },
);

test('a note that only informs is no warning', () => {
  const [note] = findings('warn');
  if (note === undefined) throw new Error('there is no finding');
  const informing = [{ ...note, severity: 'info' as const }];
  expect(exitCodeOf({ verdict: 'ready', findings: informing }, 'warning')).toBe(0);
});
