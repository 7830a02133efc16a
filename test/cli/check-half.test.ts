import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect } from 'vitest';

import { onPremisesNatToCloudNoForwarding } from '../../src/lab/topology/onprem-nat-to-cloud.js';
import type { Side } from '../../src/model/peering.js';
import { test } from '../check/lab-check.js';
import { buildProgram, type BuiltProgram } from './built-program.js';

let program: BuiltProgram;
let folder: string;
beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-halves-'));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
  await program.remove();
});

const [consumer, provider] = ['consumer.json', 'provider.json'];

test(
  'two operators share a folder: both see the same report, and so does whoever judges both files',
  { timeout: 120_000 },
  async ({ startFor }) => {
    const { lab, objects } = await startFor(onPremisesNatToCloudNoForwarding('v1.2.0'));
    const before = objects();
    const files = { consumer: join(folder, consumer), provider: join(folder, provider) };
    const run = (role: 'consumer' | 'provider', side: Side, ...more: readonly string[]) =>
      program.run([
        ...[
          'check',
          '--half',
          role,
          '--kubeconfig',
          lab.clusters[side].kubeconfigPath,
          '-o',
          'json',
          ...more,
        ],
        ...['--save', files[role], '--other', files[role === 'consumer' ? 'provider' : 'consumer']],
      ]);
    const [ours, theirs] = await Promise.all([
      run('consumer', 'local', '--allow-load-balancer'),
      run('provider', 'remote', '--allow-load-balancer'),
    ]);
    const judged = await program.run(['judge', files.provider, files.consumer, '-o', 'json']);
    expect(JSON.parse(judged.stdout)).toMatchObject({ verdict: 'not-ready' });
    const reports = [ours, theirs, judged].map(({ exitCode, stdout }) => ({
      exitCode,
      report: { ...(JSON.parse(stdout) as object), timing: undefined },
    }));
    const [report] = reports;
    expect(reports).toEqual([report, report, report]);
    expect(report?.exitCode).toBe(3);
    expect(ours.stderr).toContain(
      `give ${files.consumer} to the other operator; waiting for ${files.provider}`,
    );
    expect((await stat(files.consumer)).mode & 0o777).toBe(0o600);
    expect(objects()).toEqual(before);
  },
);

test('half a run is not judged alone, nor beside a whole one', async () => {
  const half = join(folder, consumer);
  const whole = join(folder, 'whole.json');
  await writeFile(whole, (await readFile(half, 'utf8')).replace('"HalfRun"', '"SavedRun"'));
  expect(await program.run(['judge', half])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `liqo-doctor: ${half} holds one half of a run: give the file of the other half, too\n`,
  });
  expect(await program.run(['judge', half, half])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `liqo-doctor: ${half} and ${half}: both halves are the consumer's: one operator runs \`check --half consumer\`, the other one \`check --half provider\`\n`,
  });
});

test(
  'a half that cannot be written ends before anything is created',
  { timeout: 60_000 },
  async ({ startFor }) => {
    const { lab, objects } = await startFor(onPremisesNatToCloudNoForwarding('v1.2.0'));
    const before = objects();
    const own = join(folder, 'taken');
    await mkdir(own);
    const { exitCode, stderr } = await program.run([
      ...['check', '--half', 'consumer', '--kubeconfig', lab.clusters.local.kubeconfigPath],
      ...['--save', own, '--other', join(folder, provider)],
    ]);
    expect([exitCode, stderr.split('\n').at(-2)]).toEqual([
      2,
      `liqo-doctor: ${own} cannot be written (EISDIR)`,
    ]);
    expect(objects()).toEqual(before);
  },
);
