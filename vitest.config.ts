import { configDefaults, defineConfig } from 'vitest/config';

import { LongestFirst } from './test/helpers/longest-first.js';

const inNamespaces = 'test/**/*.namespaces.test.ts';
const wholeRuns = 'test/check/**/*.test.ts';
const realNetworks = 'test/e2e/net/**/*.net.test.ts';

const probes = ['test/probe/**/*.test.ts', 'test/agent/**/*.test.ts'];

/** Files of these mostly wait, and what they measure is their own: two run at the same time. */
const together = { maxWorkers: 2, sequence: { groupOrder: 2 } };

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'product',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...probes, inNamespaces, wholeRuns, realNetworks],
          // Files share what they import, which would take longer than most of their tests.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'probes',
          include: probes,
          exclude: [...configDefaults.exclude, inNamespaces],
          // The kernel counts ICMP messages for all processes together, and times are measured.
          maxWorkers: 1,
        },
      },
      {
        extends: true,
        test: {
          ...together,
          name: 'runs',
          include: [wholeRuns],
          exclude: [...configDefaults.exclude, inNamespaces],
        },
      },
      {
        extends: true,
        test: {
          name: 'net',
          include: [realNetworks],
          // Files share what they import; their tests wait for most of their time.
          isolate: false,
          maxWorkers: 2,
          maxConcurrency: 8,
        },
      },
      // Many tests of one file at the same time: they wait for the kernel.
      { extends: true, test: { ...together, name: 'kernel', include: [inNamespaces], maxConcurrency: 24 } },
    ],
  },
});
