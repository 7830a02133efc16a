import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { main } from '../../src/cli/main.js';
import type { JudgeInput } from '../../src/judge/judge.js';
import { writeSavedRun } from '../../src/judge/saved/saved-run-document.js';
import { judgeSavedRun } from '../../src/judge/saved/saved-run.js';
import { known } from '../../src/model/fact.js';
import type { Side } from '../../src/model/peering.js';
import { renderReportJson } from '../../src/report/json.js';
import { cloudCluster } from '../helpers/cluster-facts.js';
import { inputOf, loadBalancerGateway, observation } from '../judge/run.js';
import { testShell } from './test-shell.js';

const timing = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 8123, stages: {} };

const gateway = loadBalancerGateway('remote', { host: '198.51.100.21', port: 51840, outcome: 'replied' });

/** Two clouds with Liqo v1.2; the API server of the remote one is asked with this outcome. */
function runWhere(outcome: 'open' | 'filtered'): JudgeInput {
  const apiServer = { purpose: 'endpoint', service: 'apiServer', port: 443 } as const;
  const url = (side: Side) => `https://${side}.api.example`;
  const cluster = (side: Side) => ({
    ...cloudCluster(side, {
      apiServer: { kubeconfigUrl: url(side) },
      liqo: { apiServerOverride: known(url(side), 'a test') },
    }),
    uid: known(`uid of ${side}`, 'namespace kube-system'),
  });
  return inputOf({
    local: cluster('local'),
    remote: cluster('remote'),
    generation: 'g3',
    standIns: [gateway.standIn],
    observations: [
      ...gateway.observations,
      observation({ ...apiServer, target: 'local', host: 'local.api.example', outcome: 'open' }),
      observation({ ...apiServer, target: 'remote', host: 'remote.api.example', outcome }),
    ],
  });
}

async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'judge-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'run.json');
  await writeFile(file, text);
  return file;
}

async function run(...argv: readonly string[]) {
  const shell = testShell(argv);
  const exitCode = await main(shell);
  return { exitCode, ...shell.written };
}

test('a run that was kept is judged as it was', async () => {
  const kept = { input: runWhere('filtered'), timing };
  const file = await fileOf(writeSavedRun(kept));
  const expected = judgeSavedRun(kept);
  expect(expected.verdict).toBe('not-ready');
  const { exitCode, stdout, stderr } = await run('judge', file, '-o', 'json');
  expect([exitCode, JSON.parse(stdout), stderr]).toEqual([3, JSON.parse(renderReportJson(expected)), '']);
});

test('of two runs it is told what changed', async () => {
  const before = await fileOf(writeSavedRun({ input: runWhere('filtered'), timing }));
  const after = await fileOf(writeSavedRun({ input: runWhere('open'), timing }));
  const { exitCode, stdout, stderr } = await run('judge', before, after);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatchInlineSnapshot(`
    "✓ Ready: local can peer with remote.
    It was not ready at 2026-01-01T00:00:00.000Z.

    - API server of remote, from local: unmet → met. The local cluster reaches TCP
      remote.api.example:443: the API server answered.
    - LD-API-004 [apiServer remote]: skip → unknown. No certificate was seen from the other cluster.
    "
  `);
  const json = await run('judge', before, after, '-o', 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    kind: 'PeeringReportChanges',
    verdict: { before: 'not-ready', after: 'ready' },
    requirements: [{ service: 'apiServer', cluster: 'remote', from: 'local', before: 'unmet', after: 'met' }],
  });
});

test('of a run and itself it is told that nothing changed', async () => {
  const file = await fileOf(writeSavedRun({ input: runWhere('open'), timing }));
  const { stdout } = await run('judge', file, file);
  expect(stdout.split('\n').slice(1)).toEqual([
    'It was ready at 2026-01-01T00:00:00.000Z as well.',
    '',
    'Every requirement stands as it stood.',
    '',
  ]);
});

test('runs of other clusters are not compared', async () => {
  const one = runWhere('open');
  const file = await fileOf(writeSavedRun({ input: one, timing }));
  const remote = { ...one.remote, uid: known('uid of another', 'namespace kube-system') };
  const other = await fileOf(writeSavedRun({ input: { ...one, remote }, timing }));
  expect(await run('judge', file, other)).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `liqo-doctor: ${file} and ${other} are not of the same two clusters, of which alone can be told what changed\n`,
  });
});

test.each([
  [
    'a file that is not there',
    async () => Promise.resolve('/nonexistent/run.json'),
    'cannot be read (ENOENT)',
  ],
  ['a folder', async () => Promise.resolve(tmpdir()), 'cannot be read (EISDIR)'],
  [
    'a report',
    () => fileOf('{"apiVersion":"liqo-doctor/v1","kind":"PeeringReport"}'),
    'holds no run that `check --save` kept (kind)',
  ],
])('%s is told in one line', async (_, create, clause) => {
  const file = await create();
  expect(await run('judge', file)).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `liqo-doctor: ${file} ${clause}\n`,
  });
});
