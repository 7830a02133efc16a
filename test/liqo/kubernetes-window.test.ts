import { expect, test } from 'vitest';

import { kubernetesMinor, kubernetesWindow } from '../../src/liqo/kubernetes-window.js';
import { releaseOf } from './releases.js';

// The minor of k8s.io/client-go in go.mod at the tag, and two before it; v0.3–v0.4 name 1.19 as the oldest.
test.each([
  ['v0.3.2', 19, 22],
  ['v0.4.0', 19, 23],
  ['v0.5.4', 21, 23],
  ['v0.6.1', 23, 25],
  ['v0.8.3', 24, 26],
  ['v0.9.0', 25, 27],
  ['v0.9.2', 26, 28],
  ['v0.10.1', 26, 28],
  ['v0.10.3', 27, 29],
  ['v1.0.0', 29, 31],
  ['v1.0.1', 30, 32],
  ['v1.0.3', 31, 33],
  ['v1.1.0', 31, 33],
  ['v1.1.2', 33, 35],
  ['v1.2.0', 33, 35],
] as const)('%s is for Kubernetes 1.%i to 1.%i', (version, oldest, newest) => {
  expect(kubernetesWindow(releaseOf(version))).toMatchObject({ oldest, newest });
});

test.each([
  ['v1.33.1-eks-595af52', 33],
  ['1.21.14-gke.700', 21],
  ['v1.30+', 30],
  ['v2.0.0', undefined],
  ['', undefined],
  ['v1.x', undefined],
])('the minor of %j is %s', (version, minor) => {
  expect(kubernetesMinor(version)).toBe(minor);
});
