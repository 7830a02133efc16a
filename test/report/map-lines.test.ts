import stringWidth from 'string-width';
import { expect, test } from 'vitest';

import { mapLines } from '../../src/report/map-lines.js';
import { createTextStyle } from '../../src/report/text-style.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { notReadyReport, readyReport } from './example-reports.js';

const plain = { width: 72, colour: false, ascii: false, verbose: false };

const [blocked] = notReadyReport.requirements;
const oneBlocked = {
  ...notReadyReport,
  requirements: [
    {
      ...blocked!,
      blocker: {
        places: [{ at: 'ingress' as const, cluster: 'local' as const }],
        confidence: 'high' as const,
        evidence: ['p1'],
      },
    },
  ],
};

test('draws an arrow for every connection, and says what most likely stops it', () => {
  expect(mapLines(oneBlocked, createTextStyle({ ...plain, width: 80 }))).toEqual([
    'milan (local, on premises, behind NAT)    Internet     frankfurt (remote, cloud)',
    '│ ◀────── ✗ authentication server: incoming firewall of milan ──────────────── │',
  ]);
});

test('draws the same in plain ASCII', () => {
  expect(mapLines(readyReport, createTextStyle({ ...plain, width: 64, ascii: true }))).toEqual([
    'milan (local, cloud)     Internet      frankfurt (remote, cloud)',
    '| ------ + API server ---------------------------------------> |',
    '| ------ + gateway ------------------------------------------> |',
    '| <------ - gateway ------------------------------------------ |',
  ]);
});

test('draws nothing where the terminal or the names leave no room: the table says the same', () => {
  const { local, remote } = readyReport.clusters;
  const named = { ...readyReport, clusters: { local: { ...local, name: 'm'.repeat(60) }, remote } };
  expect([
    mapLines(readyReport, createTextStyle({ ...plain, width: 59 })),
    mapLines(named, createTextStyle(plain)),
  ]).toEqual([[], []]);
});

test('fills the width exactly, whatever the width and the names of the clusters', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 160 }), fc.boolean(), name, (width, ascii, given) => {
      const { local, remote } = oneBlocked.clusters;
      const report = { ...oneBlocked, clusters: { local: { ...local, name: given }, remote } };
      const lines = mapLines(report, createTextStyle({ ...plain, width, ascii }));
      expect(lines.filter((line) => stringWidth(line) !== width)).toEqual([]);
    }),
  );
});
