import { test, type TestContext } from 'vitest';

import { namespacesAvailable, decide } from './availability.js';
import { buildNetwork, type Network } from './network.js';
import type { Topology } from './topology.js';

/** Builds a network that goes when the test ends, however it ends. */
export type BuildNetwork = (topology: Topology) => Promise<Network>;

/** A test over real packets. */
type NetworkTest = (build: BuildNetwork) => Promise<void>;

/** Longer than the longest probe on a machine that is busy with others. */
const timeoutMs = 120_000;

/**
 * A test over real packets, at the same time as the others of its file. `programs` are those it needs beside the
 * harness's own.
 *
 * Where no namespaces can be made, or a program is missing, it is skipped, with a notice on stderr and the reason in its
 * title. Where `CI` is set it fails instead, unless `LIQO_DOCTOR_SKIP_NAMESPACES` is set as well.
 */
export function testInNamespaces(title: string, body: NetworkTest, programs: readonly string[] = []): void {
  testWithNamespaces(title, { programs, timeoutMs }, async ({ onTestFinished }) => {
    await body(async (topology) => {
      const network = await buildNetwork(topology);
      onTestFinished(() => network.remove());
      return network;
    });
  });
}

/** The same for tests that build what they need themselves. */
export function testWithNamespaces(
  title: string,
  needs: { readonly programs?: readonly string[]; readonly timeoutMs: number },
  body: (context: TestContext) => Promise<void>,
): void {
  const available = namespacesAvailable(needs.programs);
  const reason = available.ok ? '' : available.reason;
  switch (decide(available, process.env)) {
    case 'run':
      test.concurrent(title, { timeout: needs.timeoutMs }, body);
      return;
    case 'fail':
      test(title, () => {
        throw new Error(`not tested: ${reason}; LIQO_DOCTOR_SKIP_NAMESPACES=1 would allow that`);
      });
      return;
    case 'skip':
      notice(reason);
      test.skip(`${title} (skipped: ${reason})`, () => {});
  }
}

const told = new Set<string>();

function notice(reason: string): void {
  if (told.has(reason)) return;
  told.add(reason);
  process.stderr.write(`\nSKIPPED: tests in network namespaces, because ${reason}\n`);
}
