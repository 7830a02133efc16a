import { configDefaults, defineConfig } from 'vitest/config';

import { LongestFirst } from './test/helpers/longest-first.js';

const inNamespaces = 'test/**/*.namespaces.test.ts';
const wholeRuns = ['test/check/**/*.test.ts', 'test/library/**/*.test.ts'];
const realNetworks = 'test/e2e/net/**/*.net.test.ts';

const probes = ['test/probe/**/*.test.ts', 'test/agent/**/*.test.ts'];

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
          exclude: [...configDefaults.exclude, ...probes, inNamespaces, ...wholeRuns, realNetworks],
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
          name: 'runs',
          include: wholeRuns,
          exclude: [...configDefaults.exclude, inNamespaces],
          // Files share what they import; their tests wait for more than half of their time.
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
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
      {
        extends: true,
        test: {
          name: 'kernel',
          include: [inNamespaces],
          // Many tests of one file at the same time: they wait for the kernel.
          maxConcurrency: 24,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
