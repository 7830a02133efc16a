import { expect, test } from 'vitest';

import { toCleanupOptions } from '../../src/cli/cleanup-options.js';
import { cleanUpCommand, contextToName } from '../../src/cli/failures.js';

test('cleanup takes one cluster, or two contexts of one file', () => {
  const local = { kubeconfig: 'a.yaml', context: undefined, liqoNamespace: 'liqo' };
  const common = {
    local,
    probeNamespace: 'liqo-doctor',
    runId: undefined,
    all: false,
    dryRun: false,
    report: { format: 'text', outputFile: undefined, verbose: false },
  };
  expect(toCleanupOptions({ kubeconfig: 'a.yaml' })).toEqual({ ok: true, value: common });
  expect(toCleanupOptions({ kubeconfig: 'a.yaml', remoteContext: 'b' })).toEqual({
    ok: true,
    value: { ...common, remote: { kubeconfig: 'a.yaml', context: 'b', liqoNamespace: 'liqo' } },
  });
});

test.for([
  [{ run: 'aaaa1111', all: true }, '--run names one run, and --all means every run'],
  [{ run: 'a,b!=c' }, '--run a,b!=c: must be the ID of a run, such as 3f9a1b2c'],
] as const)('refuses %o', ([given, message]) => {
  expect(toCleanupOptions(given)).toEqual({ ok: false, failure: message });
});

test('the line that cleans up after a run names that run and both clusters, quoted for a shell', () => {
  expect(
    cleanUpCommand({
      runId: '3f9a1b2c',
      namespace: 'probes',
      local: { kubeconfig: "it's mine.yaml", context: 'rome' },
      remote: { context: 'turin' },
    }),
  ).toBe(
    String.raw`liqo-doctor cleanup --run 3f9a1b2c --probe-namespace probes --kubeconfig 'it'\''s mine.yaml' --context rome --remote-context turin`,
  );
});

test('the credentials of a pod are no context that a line could name', () => {
  expect([
    contextToName({}, 'in-cluster'),
    contextToName({}, 'milan'),
    contextToName({ kubeconfig: 'a.yaml' }, 'in-cluster'),
  ]).toEqual([undefined, 'milan', 'in-cluster']);
});
