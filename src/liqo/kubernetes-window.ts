import { isAtLeast, type LiqoRelease } from './release.js';

/** The Kubernetes 1.x minor releases that a release of Liqo was made for, both included. */
export interface KubernetesWindow {
  readonly oldest: number;
  readonly newest: number;
  /** Where the bounds come from, as a clause. */
  readonly basis: string;
}

/**
 * The minor of k8s.io/client-go that each release of Liqo is built with, newest first: a release also stands for the
 * following ones up to the next entry.
 *
 * Source: go.mod at every tag from v0.3.0 to v1.2.0.
 */
const clientMinors: readonly (readonly [release: string, minor: number])[] = [
  ['v1.1.2', 35],
  ['v1.0.2', 33],
  ['v1.0.1', 32],
  ['v1.0.0', 31],
  ['v0.10.2', 29],
  ['v0.9.2', 28],
  ['v0.9.0', 27],
  ['v0.7.0', 26],
  ['v0.6.0', 25],
  ['v0.4.0', 23],
  ['v0.3.0', 22],
];

/** How many minor releases of Kubernetes Liqo promises to work with. */
const supportedMinors = 3;

/**
 * Which minor releases of Kubernetes a release of Liqo is for: the last three at its time (the documents say "major"
 * and mean minor), told by the client library it is built with. Before v0.5 the documents name 1.19 as the oldest
 * instead. Other ones may work; Liqo does not refuse them.
 *
 * Source: docs/installation/requirements.md@v0.10.0–v1.2.0, docs/pages/installation/_index.md@v0.3.2, go.mod at the tags.
 */
export function kubernetesWindow(release: LiqoRelease): KubernetesWindow {
  const [, newest] = clientMinors.find(([since]) => isAtLeast(release, since)) ?? ['v0.3.0', 22];
  const library = `it is built with the client library of Kubernetes 1.${newest}`;
  if (!isAtLeast(release, 'v0.5.0')) {
    return { oldest: 19, newest, basis: `its documents ask for 1.19 or later, and ${library}` };
  }
  const promise = isAtLeast(release, 'v0.10.0')
    ? 'its documents promise the last three releases'
    : 'its documents name no release';
  return { oldest: newest - supportedMinors + 1, newest, basis: `${promise}, and ${library}` };
}

/** The minor of a Kubernetes 1.x version such as `v1.33.1-eks-595af52`; `undefined` for anything else. */
export function kubernetesMinor(version: string): number | undefined {
  const [, minor] = /^v?1\.(\d+)(?!\d)/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor);
}
