import { describe, expect } from 'vitest';

import { sameLan } from '../../src/lab/topology/same-lan.js';
import { runPods } from '../../src/check/run-pods.js';
import { test } from './lab-check.js';

describe.concurrent('what ran in the pods', { timeout: 60_000 }, () => {
  // FIPS 180-4, the digest of "abc".
  test('is the agent by its SHA-256, and each image of a cluster once', () => {
    const image = 'docker.io/library/node@sha256:2e2e';
    const ran = { status: 'ran', image } as const;
    expect(
      runPods('abc', {
        workloads: [
          { cluster: 'local', role: 'responder', ...ran },
          { cluster: 'local', role: 'prober', ...ran },
          { cluster: 'remote', role: 'responder', status: 'failed' },
        ],
      }),
    ).toEqual({
      agentSha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      images: { local: [image], remote: [] },
    });
  });

  test('stands in the report of a run with pods, and in no other', async ({ startFor, bundles }) => {
    const { check } = await startFor(sameLan('v1.2.0'));
    const { report } = await check({ workload: { image: 'node:22-slim' } });
    const [image] = report?.pods?.images.local ?? [];
    expect(image).toMatch(/^docker\.io\/library\/node@sha256:[0-9a-f]{64}$/);
    expect(report?.pods).toEqual(
      runPods(bundles.agentSource, {
        workloads: (['local', 'remote'] as const).map((cluster) => ({
          cluster,
          role: 'responder',
          status: 'ran',
          image,
        })),
      }),
    );
    const { report: without } = await check({ probeFrom: 'none' });
    expect(without && 'pods' in without).toBe(false);
  });
});
