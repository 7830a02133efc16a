import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { expect } from 'vitest';

import { toCheckOptions } from '../../src/cli/check-options.js';
import { runBetween } from '../../src/cli/run-between.js';
import { runInvocation } from '../../src/cli/run-invocation.js';
import { waitUntilReady } from '../../src/cli/wait-until-ready.js';
import { loadKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import type { LoadedKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import { cloudToCloud, cloudToCloudUdpBlocked } from '../../src/lab/topology/cloud-to-cloud.js';
import type { Lab } from '../../src/lab/start-lab.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Side } from '../../src/model/peering.js';
import { testShell } from '../cli/test-shell.js';
import { test } from './lab-check.js';

async function kubeconfigsOf(lab: Lab): Promise<Record<Side, LoadedKubeconfig>> {
  const load = async (side: Side) => {
    const loaded = await loadKubeconfig({
      path: lab.clusters[side].kubeconfigPath,
      env: {},
      homeDirectory: '/',
    });
    if (!loaded.ok) throw new Error(loaded.failure.message);
    return loaded.value;
  };
  return { local: await load('local'), remote: await load('remote') };
}

test('clusters that become ready meanwhile end the waiting, and nothing is left behind between two runs', async ({
  startFor,
  bundles,
}) => {
  const [blocked, open] = [
    await startFor(cloudToCloudUdpBlocked('v1.2.0')),
    await startFor(cloudToCloud('v1.2.0')),
  ];
  const before = [blocked.objects(), open.objects()];
  let inPause: unknown;
  const labs = [blocked.lab, open.lab];
  const options = toCheckOptions({ kubeconfig: 'a', remote: 'b', allowLoadBalancer: true, output: 'json' });
  if (!options.ok) throw new Error(options.failure);
  const shell = testShell([], { distribution: pathToFileURL(`${bundles.folder}/`) });
  const exitCode = await runInvocation(
    {
      output: options.value.report,
      run: (session) =>
        waitUntilReady(
          async (attempt, own) => {
            const lab = labs.shift();
            if (lab === undefined) throw new Error('no third run was to follow');
            const target = { kubeconfigs: await kubeconfigsOf(lab), world: lab.operatorWorld, attempt };
            return runBetween(target, options.value, own);
          },
          {
            waitMs: 600_000,
            failOn: 'unmet',
            clock: performance,
            sleep: () => {
              inPause = blocked.objects();
              return Promise.resolve();
            },
          },
          session,
        ),
    },
    shell,
  );
  expect({ exitCode, inPause, after: open.objects() }).toEqual({
    exitCode: 0,
    inPause: before[0],
    after: before[1],
  });
  expect(JSON.parse(shell.written.stdout)).toMatchObject({ kind: 'PeeringReport', verdict: 'ready' });
  const [reason, ...others] = shell.written.stderr
    .split('\n')
    .filter((line) => line.includes('Checking again'));
  expect(reason).toMatch(
    /^Not ready: 1 requirement is unmet \(gateway of .+\)\. Checking again in 15s; .+ left\.$/u,
  );
  expect(others).toEqual([]);
}, 120_000);

test('Ctrl-C in a pause ends the program at once', async ({ startFor }) => {
  const { lab } = await startFor(sameLan('v1.2.0'));
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('../../bin/liqo-doctor.js', import.meta.url)),
      ...['check', '--kubeconfig', lab.clusters.local.kubeconfigPath],
      ...['--remote', lab.clusters.remote.kubeconfigPath, '--probe-from', 'none', '--wait'],
    ],
    { env: {}, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const written = { stdout: '', stderr: '' };
  let interruptedAt = Number.NaN;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
    if (Number.isNaN(interruptedAt) && written.stderr.includes('Checking again in 15s; ')) {
      interruptedAt = performance.now();
      child.kill('SIGINT');
    }
  });
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  expect({ exitCode, stdout: written.stdout, lines: written.stderr.split('\n').slice(-4) }).toEqual({
    exitCode: 130,
    stdout: '',
    lines: [
      expect.stringMatching(/^Undetermined: .+ Checking again in 15s; .+ left\.$/u) as string,
      'interrupted: ending; interrupt again to leave at once',
      'liqo-doctor: interrupted by SIGINT; nothing of the run is left',
      '',
    ],
  });
  // The pause would have taken 15 s.
  expect(performance.now() - interruptedAt).toBeLessThan(10_000);
});
