import { expect, test } from 'vitest';

import {
  generationOf,
  isAtLeast,
  latestRelease,
  parseRelease,
  releaseInEffect,
} from '../../src/liqo/release.js';
import { known, unknown } from '../../src/model/fact.js';
import type { PeeringIntent } from '../../src/model/peering.js';
import { clusterFacts, earlyLiqoFacts, liqoFacts, noLiqoFacts } from '../helpers/cluster-facts.js';
import { releaseOf } from './releases.js';

const intent: PeeringIntent = {
  liqoVersion: 'v1.2.0',
  peering: 'out-of-band',
  networkingDisabled: false,
  gateway: {},
};

test.each([
  ['v0.3.0', 'g1'],
  ['v0.3.2', 'g1'],
  ['0.3.1', 'g1'],
  ['v0.4.0-beta.1', 'g1'],
  ['v0.5', 'g2'],
  ['v0.5.0-beta.4', 'g2'],
  ['v0.6.1', 'g2'],
  ['v0.8.3', 'g2'],
  ['v0.10.3', 'g2'],
  ['v1.0.0-rc.2', 'g3'],
  ['v1.0.0', 'g3'],
  ['v1.1.2', 'g3'],
  ['v1.2.0', 'g3'],
] as const)('Liqo %s is of generation %s', (version, generation) => {
  expect(generationOf(version)).toEqual({ ok: true, value: generation });
});

test.each([
  ['v0.11.0-rc.1', /transitional/],
  ['v0.11.0-rc.3', /transitional/],
  ['v0.2.1', /older than v0\.3/],
  ['v2.0.0', /newer than/],
  // A commit: coercing alone would find version 2058543.0.0 in it.
  ['2058543d90482baf6f839eb57cbf3a9e81e20abe', /is not a version/],
  ['latest', /is not a version/],
  ['', /is not a version/],
])('%s has no generation', (version, reason) => {
  const generation = generationOf(version);
  expect(generation).toEqual({ ok: false, failure: expect.stringMatching(reason) as string });
});

test('a release is written in full with a leading v', () => {
  expect(parseRelease('0.5')).toEqual({ ok: true, value: { version: 'v0.5.0', generation: 'g2' } });
  expect(latestRelease).toEqual({ version: 'v1.2.0', generation: 'g3' });
});

test('a pre-release counts as the release it leads to', () => {
  expect(isAtLeast({ version: 'v0.6.0-rc.1', generation: 'g2' }, 'v0.6.0')).toBe(true);
  expect(isAtLeast(releaseOf('v0.10.3'), 'v0.9.4')).toBe(true);
  expect(isAtLeast(releaseOf('v0.5.4'), 'v0.6.0')).toBe(false);
});

test.each([
  {
    title: 'the same release on both sides is in effect',
    local: earlyLiqoFacts('v0.10.3'),
    remote: earlyLiqoFacts('v0.10.3'),
    version: 'v0.10.3',
    reason: 'Liqo v0.10.3 is installed in the local cluster, as in the remote one.',
  },
  {
    title: 'the local release decides when the two differ',
    local: liqoFacts({ version: known('v1.1.0', 'a test') }),
    remote: liqoFacts(),
    version: 'v1.1.0',
    reason:
      'Liqo v1.1.0 is installed in the local cluster and decides; Liqo v1.2.0 is installed in the remote cluster.',
  },
  {
    title: 'the remote release is in effect when Liqo is on that side only',
    local: noLiqoFacts(),
    remote: earlyLiqoFacts('v0.3.2'),
    version: 'v0.3.2',
    reason: 'Liqo v0.3.2 is installed in the remote cluster; Liqo is not installed in the local cluster.',
  },
  {
    title: 'the intended release is in effect when Liqo is nowhere',
    local: noLiqoFacts(),
    remote: noLiqoFacts(),
    version: 'v1.2.0',
    reason: 'Liqo is installed in neither cluster; v1.2.0 is what will be installed.',
  },
  {
    title: 'the newest release of a known generation stands for an unreadable version',
    local: earlyLiqoFacts('v0.8.0', { version: unknown('the Deployment may not be read') }),
    remote: noLiqoFacts(),
    version: 'v0.10.3',
    reason:
      'Liqo of generation g2 is installed in the local cluster (its version is unknown: the Deployment may not be ' +
      'read), for which its newest release v0.10.3 stands.',
  },
  {
    title: 'the newest release of a known generation stands for a version that is a commit',
    local: liqoFacts({ version: known('2058543d90482baf6f839eb57cbf3a9e81e20abe', 'a test') }),
    remote: noLiqoFacts(),
    version: 'v1.2.0',
    reason:
      'Liqo of generation g3 is installed in the local cluster (its version reads ' +
      '2058543d90482baf6f839eb57cbf3a9e81e20abe), for which its newest release v1.2.0 stands.',
  },
  {
    title: 'the intended release is assumed, and said to be, when nothing can be read',
    local: noLiqoFacts({ installed: unknown('forbidden'), generation: unknown('forbidden') }),
    remote: noLiqoFacts(),
    version: 'v1.2.0',
    reason:
      'which release of Liqo runs in the local cluster could not be read (forbidden); v1.2.0 is assumed.',
  },
])('$title', ({ local, remote, version, reason }) => {
  const inEffect = releaseInEffect(
    clusterFacts('local', { liqo: local }),
    clusterFacts('remote', { liqo: remote }),
    intent,
  );
  expect(inEffect).toEqual({ ok: true, value: { release: releaseOf(version), reason } });
});

test('a deciding cluster with a release candidate of v0.11 is refused', () => {
  const transitional = liqoFacts({ version: known('v0.11.0-rc.3', 'a test') });
  const refusal = { ok: false, failure: expect.stringMatching(/transitional/) as string };
  const other = clusterFacts('remote', { liqo: noLiqoFacts() });
  expect(releaseInEffect(clusterFacts('local', { liqo: transitional }), other, intent)).toEqual(refusal);
  expect(
    releaseInEffect({ ...other, side: 'local' }, clusterFacts('remote', { liqo: transitional }), intent),
  ).toEqual(refusal);
});

test('an intended release that is not known is refused', () => {
  const none = clusterFacts('local', { liqo: noLiqoFacts() });
  expect(
    releaseInEffect(none, { ...none, side: 'remote' }, { ...intent, liqoVersion: 'v0.11.0-rc.1' }),
  ).toEqual({
    ok: false,
    failure: expect.stringMatching(/transitional/) as string,
  });
});
