import { configDefaults, defineConfig } from 'vitest/config';

const inNamespaces = 'test/**/*.namespaces.test.ts';
const wholeRuns = 'test/check/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Most tests wait for timers and networks rather than compute.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'product',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, inNamespaces, wholeRuns],
        },
      },
      {
        extends: true,
        test: { name: 'runs', include: [wholeRuns], exclude: [...configDefaults.exclude, inNamespaces] },
      },
      // These mostly wait for the kernel, so many of one file may run at the same time.
      { extends: true, test: { name: 'kernel', include: [inNamespaces], maxConcurrency: 24 } },
    ],
  },
});
