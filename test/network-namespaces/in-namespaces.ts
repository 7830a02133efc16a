import { test, type TestContext } from 'vitest';

import { namespacesAvailable, decide } from './availability.js';
import { buildLan, type LanNetwork, type LanTopology } from './lan.js';
import { buildNetwork, type Network } from './network.js';
import type { Topology } from './topology.js';

/** Builds a network that goes when the test ends, however it ends. */
export type BuildNetwork = (topology: Topology) => Promise<Network>;

/** A test over real packets. */
type NetworkTest = (build: BuildNetwork) => Promise<void>;

/** Longer than the longest probe on a machine that is busy with others. */
const timeoutMs = 120_000;

/** Builds LANs that go when the test ends, however it ends. */
export type BuildLan = (topology: LanTopology) => Promise<LanNetwork>;

/**
 * A test over real packets, at the same time as the others of its file. `programs` are those it needs beside the
 * harness's own.
 *
 * Where no namespaces can be made, or a program is missing, it is skipped, with a notice on stderr and the reason in its
 * title. Where `CI` is set it fails instead, unless `LIQO_DOCTOR_SKIP_NAMESPACES` is set as well.
 */
export function testInNamespaces(title: string, body: NetworkTest, programs: readonly string[] = []): void {
  testOverPackets(title, programs, (own) => body((topology) => own(buildNetwork(topology))));
}

/** The same between hosts of one or two LANs. */
export function testInLans(
  title: string,
  body: (build: BuildLan) => Promise<void>,
  programs: readonly string[] = [],
): void {
  testOverPackets(title, programs, (own) => body((topology) => own(buildLan(topology))));
}

/** Takes what a test has built into care. */
type Own = <Built extends { remove(): Promise<void> }>(building: Promise<Built>) => Promise<Built>;

function testOverPackets(
  title: string,
  programs: readonly string[],
  body: (own: Own) => Promise<void>,
): void {
  testWithNamespaces(title, { programs, timeoutMs }, async ({ onTestFinished }) => {
    await body(async (building) => {
      const built = await building;
      onTestFinished(() => built.remove());
      return built;
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
