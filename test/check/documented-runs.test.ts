import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect } from 'vitest';
import { parse, stringify } from 'yaml';

import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Side } from '../../src/model/peering.js';
import { buildProgram, type BuiltProgram } from '../cli/built-program.js';
import { argumentsOf, commandLinesIn, documents } from '../helpers/documented-commands.js';
import { type CheckLab, test } from './lab-check.js';

let program: BuiltProgram;
let folder: string;
beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-documented-'));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
  await program.remove();
});

/** What the documents call the clusters. */
const files: Readonly<Record<Side, readonly string[]>> = {
  local: ['attic.yaml', 'cloud.yaml', 'consumer.yaml', 'milan.yaml'],
  remote: ['cellar.yaml', 'edge.yaml', 'provider.yaml', 'rack.yaml', 'turin.yaml'],
};

/** Both clusters' kubeconfigs under all of these names, and the one with both contexts where kubectl looks for one. */
async function writeKubeconfigs({ lab }: CheckLab): Promise<void> {
  const [own, other] = [lab.clusters.local.kubeconfig, lab.clusters.remote.kubeconfig];
  for (const [side, text] of [
    ['local', own],
    ['remote', other],
  ] as const) {
    for (const file of files[side]) await writeFile(join(folder, file), text);
  }
  const [one, two] = [parse(own), parse(other)] as Record<'clusters' | 'contexts' | 'users', unknown[]>[];
  if (one === undefined || two === undefined) throw new Error('the lab has two kubeconfigs');
  const both = {
    ...one,
    clusters: [...one.clusters, ...two.clusters],
    contexts: [...one.contexts, ...two.contexts],
    users: [...one.users, ...two.users],
  };
  await mkdir(join(folder, '.kube'));
  await writeFile(join(folder, '.kube', 'config'), stringify(both));
}

/** The first of the documents' command lines of each form, whatever clusters it names. */
function documentedLines(command: string): string[][] {
  const lines = documents
    .flatMap(([, text]) => argumentsOf(commandLinesIn(text)))
    .filter(([name, ...others]) => name === command && others.length > 0 && !others.includes('--help'))
    .map((argv) => argv.map((word) => word.replace(/^\/etc\/liqo-doctor\//u, '')));
  const byForm = new Map(
    lines.map((argv) => [argv.join(' ').replace(/\b\w+\.yaml\b/gu, 'KUBECONFIG'), argv]),
  );
  return [...byForm.values()];
}

/** Public addresses of the documents lead nowhere in a LAN: the answer has to be that something is not reached. */
function expectedExitCode(argv: readonly string[]): number {
  return argv.includes('203.0.113.10') ? 3 : 0;
}

/** How a command line ended, and what it said that is wrong. */
async function endOf(argv: readonly string[]) {
  const { exitCode, stderr } = await program.run(argv, { HOME: folder }, folder);
  const complaints = stderr.split('\n').filter((line) => line.startsWith('liqo-doctor: '));
  return { line: argv.join(' '), isExpected: exitCode === expectedExitCode(argv), exitCode, complaints };
}

/** Three at a time, in order. */
async function endsOf(lines: readonly (readonly string[])[]) {
  const ends: Awaited<ReturnType<typeof endOf>>[] = [];
  for (let at = 0; at < lines.length; at += 3)
    ends.push(...(await Promise.all(lines.slice(at, at + 3).map(endOf))));
  return ends;
}

test(
  'every check, judgement and clean-up of the documents runs',
  { timeout: 240_000 },
  async ({ startFor }) => {
    const lab = await startFor(sameLan('v1.2.0'));
    const before = lab.objects();
    await writeKubeconfigs(lab);
    const checks = documentedLines('check');
    expect(checks.length).toBeGreaterThan(15);
    const [halves, wholes] = [true, false].map((isHalf) =>
      checks.filter((argv) => argv.includes('--half') === isHalf),
    );
    // Both halves are run at once, each in the place of one operator.
    const roleOf = (argv: readonly string[]): Side => (argv.includes('provider') ? 'remote' : 'local');
    const ofHalves = (halves ?? []).map((argv) => [...argv, '--kubeconfig', files[roleOf(argv)][0] ?? '']);
    const ends = [...(await Promise.all(ofHalves.map(endOf))), ...(await endsOf(wholes ?? []))];
    ends.push(...(await endsOf([...documentedLines('judge'), ...documentedLines('cleanup')])));
    const unusual = ends.filter(({ isExpected, complaints }) => !isExpected || complaints.length > 0);
    expect(unusual).toEqual([]);
    expect(lab.objects()).toEqual(before);
  },
);
