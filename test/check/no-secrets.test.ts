import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect } from 'vitest';
import { parse, stringify } from 'yaml';

import { reportFormats } from '../../src/report/render-report.js';
import { cloudToCloud } from '../../src/lab/topology/cloud-to-cloud.js';
import { sides } from '../../src/model/peering.js';
import { buildProgram, type BuiltProgram } from '../cli/built-program.js';
import { makeCertificate } from '../helpers/kubernetes-certificate.js';
import { type CheckLab, test } from './lab-check.js';

let program: BuiltProgram;
let folder: string;
beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-secrets-'));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
  await program.remove();
});

interface User {
  token: string;
  [name: string]: unknown;
}

/** A kubeconfig of the lab whose user has everything secret that a user may have. */
async function withSecrets(kubeconfig: string, change: (user: User) => object) {
  const document = parse(kubeconfig) as { users: { user: User }[] };
  const [entry] = document.users;
  if (entry === undefined) throw new Error('the kubeconfig has a user');
  const { certificate, key } = await makeCertificate();
  const { token } = entry.user;
  entry.user = {
    ...entry.user,
    'client-certificate-data': Buffer.from(certificate).toString('base64'),
    'client-key-data': Buffer.from(key).toString('base64'),
    ...change(entry.user),
  };
  const [, body = ''] = key.split('\n');
  return { text: stringify(document), secrets: [token, body, Buffer.from(key).toString('base64')] };
}

/** Writes both kubeconfigs; gives the flags that name them and what must be seen nowhere. */
async function secretKubeconfigs({ lab }: CheckLab, change: (user: User) => object = () => ({})) {
  const secrets: string[] = [];
  for (const side of sides) {
    const made = await withSecrets(lab.clusters[side].kubeconfig, change);
    await writeFile(join(folder, `${side}.yaml`), made.text);
    secrets.push(...made.secrets);
  }
  const flags = ['--kubeconfig', join(folder, 'local.yaml'), '--remote', join(folder, 'remote.yaml')];
  return { flags, secrets };
}

/** Every object that a cluster gets while something runs, as text; Secrets apart. */
async function objectsDuring({ lab }: CheckLab, work: () => Promise<void>) {
  const seen = { objects: '', keys: [] as string[] };
  const stop = sides.map((side) =>
    lab.clusters[side].api.store.onChange(({ object }) => {
      if (object.kind === 'Secret') seen.keys.push(...keysIn(object['data'] as object));
      else seen.objects += JSON.stringify(object);
    }),
  );
  await work();
  for (const end of stop) end();
  return seen;
}

/** The run's key in every way in which it might be written. */
function keysIn(data: object): string[] {
  return Object.values(data).flatMap((value) => {
    const bytes = Buffer.from(String(value), 'base64');
    return (['base64', 'base64url', 'hex', 'latin1'] as const).map((encoding) => bytes.toString(encoding));
  });
}

function leaksIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => secret.length > 8 && text.includes(secret));
}

test('no credential and no key is in any output, in what is kept, or in any object but the Secret of the run', async ({
  startFor,
}) => {
  const lab = await startFor(cloudToCloud('v1.2.0'));
  const { flags, secrets } = await secretKubeconfigs(lab);
  const kept = join(folder, 'run.json');
  let outputs = '';
  const { objects, keys } = await objectsDuring(lab, async () => {
    const whole = await program.run(['check', ...flags, '--allow-load-balancer', '-v', '--save', kept]);
    expect(whole.exitCode).toBe(0);
    outputs += whole.stdout + whole.stderr + (await readFile(kept, 'utf8'));
  });
  for (const format of reportFormats) {
    const { stdout, stderr } = await program.run(['judge', kept, '-v', '-o', format]);
    outputs += stdout + stderr;
  }
  expect(keys.length).toBeGreaterThan(0);
  expect(objects).toContain('"kind":"Job"');
  expect({
    outputs: leaksIn(outputs, [...secrets, ...keys]),
    objects: leaksIn(objects, [...secrets, ...keys]),
  }).toEqual({
    outputs: [],
    objects: [],
  });
}, 60_000);

test('no credential is told where it is refused, or where it cannot be used', async ({ startFor }) => {
  const lab = await startFor(cloudToCloud('v1.2.0'));
  const wrong = randomBytes(20).toString('hex');
  const changes: ((user: User) => object)[] = [
    () => ({ token: wrong }),
    () => ({ token: `${wrong}\n${wrong}` }),
    () => ({ token: '', username: 'jane', password: wrong }),
    () => ({ 'client-key-data': Buffer.from(`-----BEGIN PRIVATE KEY-----\n${wrong}`).toString('base64') }),
    () => ({ 'client-key-data': [wrong] }),
    () => ({ token: { a: wrong } }),
  ];
  for (const change of changes) {
    const { flags, secrets } = await secretKubeconfigs(lab, change);
    const { exitCode, stdout, stderr } = await program.run(['check', ...flags, '-v', '-o', 'json']);
    expect(exitCode, stderr).toBe(2);
    expect(leaksIn(stdout + stderr, [...secrets, wrong])).toEqual([]);
  }
}, 60_000);
