import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, longest first; in a clean clone vitest knows nothing of how long they take. One that comes
 * last is waited for while the other processors stand idle.
 */
const longest = [
  'test/lab/prove/prove.test.ts',
  'test/check/soak.test.ts',
  'test/check/founding-scenarios.test.ts',
  'test/judge/every-combination/gateways.test.ts',
  'test/judge/monotonic.property.test.ts',
  'test/check/prescriptions.test.ts',
  'test/check/path-mtu.test.ts',
  'test/check/cleanup.test.ts',
  'test/check/existing-gateway.test.ts',
  'test/lab/prove/ingress.test.ts',
  'test/check/views.test.ts',
  'test/check/wireguard.test.ts',
  'test/check/bad-worlds.test.ts',
];

/** vitest's own order, after the files that take longest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = longest.findIndex((file) => moduleId.endsWith(file));
  return index === -1 ? longest.length : index;
}
