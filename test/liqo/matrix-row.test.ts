import { expect, test } from 'vitest';

import { matrixRows } from '../../src/liqo/matrix-row.js';
import { requirementMatrix } from '../../src/liqo/requirement-matrix.js';
import { parseRelease } from '../../src/liqo/release.js';

/** `service need`, one line a row. */
function needs(version: string, peering: 'out-of-band' | 'in-band'): string[] {
  const release = parseRelease(version);
  if (!release.ok) throw new Error(release.failure);
  return matrixRows('onprem-to-cloud', release.value, peering).map(
    ({ service, need }) => `${service} ${need}`,
  );
}

test.each(['v0.3.2', 'v0.4.0', 'v0.5.0', 'v0.10.3'])(
  '%s needs auth and API server of both clusters',
  (version) => {
    expect(needs(version, 'out-of-band')).toEqual(['auth both', 'apiServer both', 'gateway one-of-two']);
  },
);

test('v1.x has no auth and needs the API server of the provider only', () => {
  expect(needs('v1.2.0', 'out-of-band')).toEqual(['apiServer provider', 'gateway one-of-two']);
});

test('in-band peering needs a gateway only', () => {
  expect(needs('v0.10.3', 'in-band')).toEqual(['auth none', 'apiServer none', 'gateway one-of-two']);
  expect(needs('v1.2.0', 'in-band')).toEqual(['apiServer none', 'gateway one-of-two']);
});

test('a row has the reason of its release and the cells of its scenario', () => {
  const release = { version: 'v1.2.0', generation: 'g3' } as const;
  expect(matrixRows('onprem-nat-to-cloud', release, 'out-of-band')[0]).toEqual({
    service: 'apiServer',
    need: 'provider',
    reason: 'The consumer writes resources into the provider, whose API server it must reach.',
    a: requirementMatrix['onprem-nat-to-cloud'].apiServer.a,
    b: requirementMatrix['onprem-nat-to-cloud'].apiServer.b,
  });
});
