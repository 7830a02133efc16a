import { expect, test } from 'vitest';

import type { Cleanup } from '../../src/model/cleanup.js';
import { cleanupExitCode, renderCleanupText } from '../../src/report/cleanup-text.js';

const cleanup: Cleanup = {
  dryRun: false,
  clusters: [
    {
      side: 'local',
      name: 'rome',
      namespaces: ['liqo-doctor'],
      notSeen: [],
      runs: [
        {
          runId: '3f9a1b2c',
          namespace: 'liqo-doctor',
          objects: ['jobs.batch/liqo-doctor/responder-3f9a1b2c'],
          status: 'removed',
          remaining: [],
        },
        {
          runId: '77aa00ff',
          namespace: 'liqo-doctor',
          objects: ['jobs.batch/liqo-doctor/responder-77aa00ff'],
          status: 'under-way',
          endsAt: '2026-03-01T10:00:00.000Z',
          remaining: [],
        },
      ],
      removedNamespaces: [],
      remaining: [],
    },
    {
      side: 'remote',
      name: 'turin\u001B[2J',
      namespaces: ['liqo-doctor'],
      notSeen: ['not permitted to list namespaces in the whole cluster'],
      runs: [],
      removedNamespaces: [],
      remaining: [],
    },
  ],
};

test('a cleanup tells cluster by cluster what was removed, what was left alone and what was not seen', () => {
  expect(renderCleanupText(cleanup)).toBe(
    [
      'rome (local): looked into namespace liqo-doctor',
      '  run 3f9a1b2c in namespace liqo-doctor: removed: jobs.batch/liqo-doctor/responder-3f9a1b2c',
      '  run 77aa00ff in namespace liqo-doctor: left alone, it may be under way until 2026-03-01T10:00:00.000Z at the latest (--run 77aa00ff removes it all the same)',
      'turin [2J (remote): nothing is left of any run',
      '  not permitted to list namespaces in the whole cluster',
      '',
    ].join('\n'),
  );
});

test('a cleanup fails when something could not be removed, and not because others are at work', () => {
  const [local, remote] = cleanup.clusters;
  const stuck = { object: 'namespaces/liqo-doctor', reason: 'still terminating' };
  expect(cleanupExitCode(cleanup)).toBe(0);
  expect(cleanupExitCode({ ...cleanup, clusters: [local!, { ...remote!, remaining: [stuck] }] })).toBe(3);
});
