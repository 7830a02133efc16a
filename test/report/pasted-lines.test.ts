import { expect, test } from 'vitest';

import type { DiscoveryEvidence } from '../../src/judge/discovery/discovery-evidence.js';
import { discoveryHints, withAddLines } from '../../src/judge/discovery/discovery-hints.js';
import { judge, type JudgeInput } from '../../src/judge/judge.js';
import { savedRunSchema, writeSavedRun } from '../../src/judge/saved/saved-run-document.js';
import { buildTopology } from '../../src/lab/random/build-topology.js';
import { createRandom } from '../../src/lab/random/random.js';
import { parseRelease } from '../../src/liqo/release.js';
import type { FoundCluster } from '../../src/model/discovery.js';
import { programs, runPasted } from '../helpers/pasted-lines.js';
import { printedLines } from '../helpers/printed-lines.js';
import { checkInProcess } from '../lab/prove/in-process-check.js';
import { recipeOf } from '../lab/prove/prove.js';
import { intentOf } from '../lab/prove/prove-one.js';

/** Between these, so that a part of one is told from the whole. */
const [opened, closed] = ['q7<', '>7q'];

/** What ends a word or a line of bash, runs something, expands, or reads as something else. */
const hostile = [
  "'; reboot; '",
  '"; reboot; "',
  '; reboot #',
  '$(reboot)',
  '`reboot`',
  '\nreboot\n',
  '\r\nreboot',
  '& reboot &',
  '| reboot',
  '> reboot',
  '<(reboot)',
  "\\'; reboot; \\'",
  "$'\\x27; reboot; '",
  '${reboot}',
  '!!',
  ' two words',
  '*',
  '{a,b}',
  ',b=c',
  '\u202e',
  '\u2028reboot',
  'EOF\nreboot\n',
].map((text) => `${opened}${text}${closed}`) as [string, ...string[]];

type Random = ReturnType<typeof createRandom>;

/** A document with some of its texts replaced, those left as they are that its schema does not leave free. */
function spoilt(document: unknown, random: Random): JudgeInput {
  const by = new Map<string, string>();
  for (const text of textsIn(document)) {
    const mark = random.pick(hostile);
    const name = random.pick([`${text}${mark}`, `${mark}${text}`, mark, `-${mark}`]);
    if (random.chance(0.3)) by.set(text, name);
  }
  for (;;) {
    const parsed = savedRunSchema.safeParse(replaced(document, by));
    if (parsed.success) return parsed.data.input;
    for (const { path } of parsed.error.issues) {
      for (const text of textsIn(path.reduce(memberOf, document))) by.delete(text);
    }
  }
}

function memberOf(value: unknown, name: PropertyKey): unknown {
  return (value as Readonly<Record<PropertyKey, unknown>>)[name];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function replaced(document: unknown, by: ReadonlyMap<string, string>): unknown {
  return JSON.parse(JSON.stringify(document), (_key, value: unknown) =>
    typeof value === 'string' ? (by.get(value) ?? value) : value,
  );
}

/** The input of a run in which some of the texts end, begin, or are nothing but what is hostile. */
async function hostileInput(seed: number, random: Random): Promise<JudgeInput> {
  const recipe = recipeOf(seed);
  const topology = buildTopology(recipe);
  const { input } = await checkInProcess({
    topology,
    intent: intentOf(recipe),
    seed,
    kubeconfig: 'usual',
    capture: recipe.capture,
  });
  const timing = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1, stages: {} };
  const document: unknown = JSON.parse(writeSavedRun({ input, timing }));
  return spoilt(document, random);
}

/** What is wrong with how bash read a line. */
function mistakesIn(words: readonly string[]): string[] {
  const [program = '', ...given] = words;
  if (!programs.includes(program)) return [`it runs ${words.join(' ')}`];
  return given.flatMap((word, index) => {
    if (count(word, opened) !== count(word, closed)) return [`it splits at ${word}`];
    const isValue = /^--?[a-z]/.test(given[index - 1] ?? '');
    return word.includes(opened) && word.startsWith('-') && !isValue
      ? [`it takes ${word} for an option`]
      : [];
  });
}

function count(word: string, part: string): number {
  return word.split(part).length - 1;
}

/** What bash reads otherwise than it is meant in the lines that hold something hostile; there have to be so many. */
function expectHarmless(lines: readonly string[], atLeast: number): void {
  const marked = lines.filter((line) => line.includes(opened));
  const ran = runPasted(marked);
  const mistakes = marked.flatMap((line, index) =>
    (ran[index] ?? []).flatMap(mistakesIn).map((mistake) => `${mistake}: ${line}`),
  );
  expect(mistakes).toEqual([]);
  expect(marked.length).toBeGreaterThanOrEqual(atLeast);
}

test(
  'no text of a cluster is more than a part of one argument of a line that is printed',
  { timeout: 60_000 },
  async () => {
    const random = createRandom(7);
    const lines: string[] = [];
    for (let seed = 1; seed <= 150; seed += 1)
      lines.push(...printedLines(judge(await hostileInput(seed, random))));
    expectHarmless(lines, 100);
  },
);

/** A cluster on the LAN that calls itself, in one of its names, something hostile. */
function stranger(name: string, place: 'clusterName' | 'clusterId' | 'announcedAs'): FoundCluster {
  return {
    by: 'mdns',
    view: 'operator',
    announcedAs: 'a.example.com',
    status: 'verified',
    ...(place !== 'announcedAs' && { clusterId: '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a' }),
    url: 'https://192.168.1.11:30443',
    addresses: [],
    interfaces: [],
    heardMs: 0,
    [place]: name,
  };
}

test.each(['v0.4.0', 'v0.10.3', 'v1.2.0'])(
  'nobody on the LAN can make a line of discover more than it is, in %s',
  (version) => {
    const release = parseRelease(version);
    if (!release.ok) throw new Error(release.failure);
    const own = { kubeconfig: 'rome.yaml', liqoNamespace: 'liqo' };
    const found = [...hostile, ...hostile.map((text) => `--${text}`)].flatMap((text) =>
      (['clusterName', 'clusterId', 'announcedAs'] as const).map((place) => stranger(text, place)),
    );
    const clusters = withAddLines(found, { release: release.value }, own);
    const evidence: DiscoveryEvidence = {
      by: 'lan',
      view: 'operator',
      release: release.value,
      isReleaseNamed: true,
      facts: {},
      clusters,
    };
    const lines = clusters.flatMap((cluster) =>
      discoveryHints({ ...evidence, clusters: [cluster] }, [], { local: own }).flatMap(
        ({ lines: own }) => own,
      ),
    );
    // The token is for the operator to fill in.
    expectHarmless(
      lines.map((line) => line.replace('<token>', 'token')),
      found.length / 3,
    );
  },
);
