import { expect, test } from 'vitest';

import { applyGatewayGroup, groupStatus } from '../../src/judge/requirements/gateway-group.js';
import { verdictOf } from '../../src/judge/verdict.js';
import type { RequirementStatus } from '../../src/model/requirement.js';

interface Row {
  readonly pair: readonly [RequirementStatus, RequirementStatus];
  readonly group: RequirementStatus;
  readonly shown: readonly [RequirementStatus, RequirementStatus];
  readonly verdict: string;
}

// Rule 2 of the requirement matrix, every pair written out. A skipped side counts as unknown.
const table: readonly Row[] = [
  { pair: ['met', 'met'], group: 'met', shown: ['met', 'met'], verdict: 'ready' },
  { pair: ['met', 'unmet'], group: 'met', shown: ['met', 'not-applicable'], verdict: 'ready' },
  { pair: ['met', 'unknown'], group: 'met', shown: ['met', 'not-applicable'], verdict: 'ready' },
  { pair: ['met', 'skipped'], group: 'met', shown: ['met', 'not-applicable'], verdict: 'ready' },
  { pair: ['met', 'not-applicable'], group: 'met', shown: ['met', 'not-applicable'], verdict: 'ready' },
  { pair: ['unmet', 'met'], group: 'met', shown: ['not-applicable', 'met'], verdict: 'ready' },
  { pair: ['unmet', 'unmet'], group: 'unmet', shown: ['unmet', 'unmet'], verdict: 'not-ready' },
  { pair: ['unmet', 'unknown'], group: 'unknown', shown: ['unmet', 'unknown'], verdict: 'undetermined' },
  { pair: ['unmet', 'skipped'], group: 'unknown', shown: ['unmet', 'skipped'], verdict: 'undetermined' },
  {
    pair: ['unmet', 'not-applicable'],
    group: 'unmet',
    shown: ['unmet', 'not-applicable'],
    verdict: 'not-ready',
  },
  { pair: ['unknown', 'met'], group: 'met', shown: ['not-applicable', 'met'], verdict: 'ready' },
  { pair: ['unknown', 'unmet'], group: 'unknown', shown: ['unknown', 'unmet'], verdict: 'undetermined' },
  { pair: ['unknown', 'unknown'], group: 'unknown', shown: ['unknown', 'unknown'], verdict: 'undetermined' },
  { pair: ['unknown', 'skipped'], group: 'unknown', shown: ['unknown', 'skipped'], verdict: 'undetermined' },
  {
    pair: ['unknown', 'not-applicable'],
    group: 'unknown',
    shown: ['unknown', 'not-applicable'],
    verdict: 'undetermined',
  },
  { pair: ['skipped', 'met'], group: 'met', shown: ['not-applicable', 'met'], verdict: 'ready' },
  { pair: ['skipped', 'unmet'], group: 'unknown', shown: ['skipped', 'unmet'], verdict: 'undetermined' },
  { pair: ['skipped', 'unknown'], group: 'unknown', shown: ['skipped', 'unknown'], verdict: 'undetermined' },
  { pair: ['skipped', 'skipped'], group: 'unknown', shown: ['skipped', 'skipped'], verdict: 'undetermined' },
  {
    pair: ['skipped', 'not-applicable'],
    group: 'unknown',
    shown: ['skipped', 'not-applicable'],
    verdict: 'undetermined',
  },
  { pair: ['not-applicable', 'met'], group: 'met', shown: ['not-applicable', 'met'], verdict: 'ready' },
  {
    pair: ['not-applicable', 'unmet'],
    group: 'unmet',
    shown: ['not-applicable', 'unmet'],
    verdict: 'not-ready',
  },
  {
    pair: ['not-applicable', 'unknown'],
    group: 'unknown',
    shown: ['not-applicable', 'unknown'],
    verdict: 'undetermined',
  },
  {
    pair: ['not-applicable', 'skipped'],
    group: 'unknown',
    shown: ['not-applicable', 'skipped'],
    verdict: 'undetermined',
  },
  {
    pair: ['not-applicable', 'not-applicable'],
    group: 'not-applicable',
    shown: ['not-applicable', 'not-applicable'],
    verdict: 'ready',
  },
];

test.each(table)('gateways that are $pair.0 and $pair.1 make the group $group', (row) => {
  const shown = applyGatewayGroup(row.pair.map((status) => ({ status, reason: 'As it was.' })));
  const requirements = shown.map(({ status }) => ({ status, group: 'gateway' as const }));
  expect({
    pair: row.pair,
    group: groupStatus(row.pair),
    shown: shown.map(({ status }) => status),
    verdict: verdictOf(requirements, []),
  }).toEqual(row);
});

test('the side that is not needed says that the other one suffices', () => {
  const pair = applyGatewayGroup([
    { status: 'met' as const, reason: 'It answered.' },
    { status: 'unmet' as const, reason: 'It did not.' },
  ]);
  expect(pair).toEqual([
    { status: 'met', reason: 'It answered.' },
    { status: 'not-applicable', reason: "The peer's gateway is reachable, and one of the two suffices." },
  ]);
});

test('one unmet service outside the group makes the pair of clusters not ready', () => {
  expect(
    verdictOf([{ status: 'met', group: 'gateway' }, { status: 'unmet' }, { status: 'unknown' }], []),
  ).toBe('not-ready');
});
