import coerce from 'semver/functions/coerce.js';
import type { SemVer } from 'semver';

import type { ClusterFacts } from '../model/cluster-facts.js';
import type { Fact } from '../model/fact.js';
import type { Generation, PeeringIntent } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';

/** A release of Liqo; `version` is complete and has a leading `v`, such as `v0.10.3`. */
export interface LiqoRelease {
  readonly version: string;
  readonly generation: Generation;
}

/** The newest release known of each generation (git tags of liqotech/liqo). */
const newestOf: Readonly<Record<Generation, LiqoRelease>> = {
  g1: { version: 'v0.4.0', generation: 'g1' },
  g2: { version: 'v0.10.3', generation: 'g2' },
  g3: { version: 'v1.2.0', generation: 'g3' },
};

/** The newest release known of each generation, oldest first. */
export const newestReleases: readonly LiqoRelease[] = [newestOf.g1, newestOf.g2, newestOf.g3];

/** The newest release of Liqo that is known. */
export const latestRelease: LiqoRelease = newestOf.g3;

/**
 * The generation of a release, with or without leading `v`, pre-releases included. Fails with a sentence for a
 * version that is none (a commit hash), for releases before v0.3, for v0.11 and for releases after v1.x.
 *
 * Source: CRDs and charts at the tags; v0.11 exists only as release candidates that mix both control planes.
 */
export function generationOf(version: string): Result<Generation, string> {
  const release = parseRelease(version);
  return release.ok ? success(release.value.generation) : release;
}

/** The release that a version string names. Fails as `generationOf` does. */
export function parseRelease(version: string): Result<LiqoRelease, string> {
  const parsed = parseVersion(version);
  if (parsed === undefined) return failure(`${version} is not a version of Liqo.`);
  const generation = generationOfNumbers(parsed);
  if (!generation.ok) return generation;
  return success({ version: `v${parsed.version}`, generation: generation.value });
}

/** True when a release is `version` or later; a pre-release counts as the release it leads to. */
export function isAtLeast(release: LiqoRelease, version: string): boolean {
  const [major, minor, patch] = numbersOf(release.version);
  const [boundMajor, boundMinor, boundPatch] = numbersOf(version);
  if (major !== boundMajor) return major > boundMajor;
  return minor === boundMinor ? patch >= boundPatch : minor > boundMinor;
}

type Numbers = readonly [major: number, minor: number, patch: number];

/** Rules are chosen by release hundreds of times in a judgement, by the same few; hence no library. */
const known = new Map<string, Numbers>();

function numbersOf(version: string): Numbers {
  const before = known.get(version);
  if (before !== undefined) return before;
  const [, major = 0, minor = 0, patch = 0] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const numbers: Numbers = [Number(major), Number(minor), Number(patch)];
  known.set(version, numbers);
  return numbers;
}

/** Coercing alone would also find numbers in a commit hash, hence the pattern. */
function parseVersion(version: string): SemVer | undefined {
  if (!/^v?\d+\.\d+(\.\d+)?([-+].*)?$/.test(version.trim())) return undefined;
  return coerce(version, { includePrerelease: true }) ?? undefined;
}

function generationOfNumbers({ major, minor, version }: SemVer): Result<Generation, string> {
  if (major === 1) return success('g3');
  if (major > 1)
    return failure(`Liqo v${version} is newer than the releases whose rules are known (up to v1.x).`);
  if (minor < 3)
    return failure(`Liqo v${version} is older than v0.3, the first release whose rules are known.`);
  if (minor <= 4) return success('g1');
  if (minor <= 10) return success('g2');
  return failure(
    `Liqo v${version} is a transitional release that belongs to no generation; use v0.10.3 or v1.0 and later.`,
  );
}

/** The release that decides which rules hold, and why, in one sentence. */
export interface ReleaseInEffect {
  readonly release: LiqoRelease;
  readonly reason: string;
}

/**
 * The release whose rules hold for a peering: the local cluster's, else the remote one's, else the one that the
 * operator intends to install. Where a cluster's version cannot be read but its generation can, the newest release of
 * that generation stands in, and the reason says so. Fails with a sentence when the deciding cluster runs a release
 * whose rules are not known.
 */
export function releaseInEffect(
  local: ClusterFacts,
  remote: ClusterFacts,
  intent: PeeringIntent,
): Result<ReleaseInEffect, string> {
  const here = installedRelease(local);
  const there = installedRelease(remote);
  if (here.kind === 'unsupported') return failure(here.reason);
  if (here.kind === 'release') return success(agreed(here, there));
  if (there.kind === 'unsupported') return failure(there.reason);
  if (there.kind === 'release') {
    const missing = here.kind === 'absent' ? 'Liqo is not installed in the local cluster' : here.reason;
    return success({ release: there.release, reason: `${there.reason}; ${missing}.` });
  }
  const intended = parseRelease(intent.liqoVersion);
  if (!intended.ok) return intended;
  const unread = [here, there].flatMap((found) => (found.kind === 'unread' ? [found.reason] : []));
  const reason =
    unread.length === 0
      ? `Liqo is installed in neither cluster; ${intended.value.version} is what will be installed.`
      : `${unread.join('; ')}; ${intended.value.version} is assumed.`;
  return success({ release: intended.value, reason });
}

/**
 * The release by whose rules a cluster advertises and is changed: its own where it is known and of the generation in
 * effect, else the release in effect.
 */
export function releaseOf(facts: ClusterFacts, inEffect: LiqoRelease): LiqoRelease {
  const own = installedRelease(facts);
  return own.kind === 'release' && own.release.generation === inEffect.generation ? own.release : inEffect;
}

/** What one cluster runs. Reasons are clauses without a full stop, except that of `unsupported`. */
type Installed =
  | { readonly kind: 'release'; readonly release: LiqoRelease; readonly reason: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread'; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly reason: string };

function agreed(here: Installed & { kind: 'release' }, there: Installed): ReleaseInEffect {
  const { release, reason } = here;
  if (there.kind !== 'release') return { release, reason: `${reason}.` };
  return there.release.version === release.version
    ? { release, reason: `${reason}, as in the remote one.` }
    : { release, reason: `${reason} and decides; ${there.reason}.` };
}

function installedRelease(facts: ClusterFacts): Installed {
  const { installed, version, generation } = facts.liqo;
  const where = `in the ${facts.side} cluster`;
  if (installed.known && !installed.value) return { kind: 'absent' };
  if (version.known) {
    const release = parseRelease(version.value);
    if (release.ok) {
      const reason = `Liqo ${release.value.version} is installed ${where}`;
      return { kind: 'release', release: release.value, reason };
    }
    // A version that names no release at all, such as a commit, leaves the generation to go by.
    if (parseVersion(version.value) !== undefined) return { kind: 'unsupported', reason: release.failure };
  }
  const unread = version.known
    ? `its version reads ${version.value}`
    : `its version is unknown: ${version.reason}`;
  return standIn(generation, where, unread);
}

function standIn(generation: Fact<Generation>, where: string, unread: string): Installed {
  if (!generation.known) {
    return {
      kind: 'unread',
      reason: `which release of Liqo runs ${where} could not be read (${generation.reason})`,
    };
  }
  const release = newestOf[generation.value];
  const reason =
    `Liqo of generation ${generation.value} is installed ${where} (${unread}), ` +
    `for which its newest release ${release.version} stands`;
  return { kind: 'release', release, reason };
}
