import { isAtLeast, type LiqoRelease } from '../../liqo/release.js';
import type { ClusterFacts, NodeFacts } from '../../model/cluster-facts.js';
import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { realNodes } from '../evidence/own-addresses.js';
import { aFewOf } from './a-few-of.js';
import { makeFinding, type FindingCode } from './finding.js';
import type { RuleContext } from './rule-context.js';

interface KernelVersion {
  readonly major: number;
  readonly minor: number;
}

/** The oldest kernel that Liqo v1.x starts on. Source: pkg/utils/kernel/version/const.go@v1.2.0. */
const oldestKernel: KernelVersion = { major: 5, minor: 10 };

/** The first Linux with WireGuard. Source: Linux 5.6, drivers/net/wireguard. */
const firstWithWireGuard: KernelVersion = { major: 5, minor: 6 };

/** How many nodes are named in one sentence. */
const namedNodes = 5;

/** LD-PLAT-003: Linux 5.10 on every node, for Liqo v1.x. */
export function kernelsAreRecent({ clusters, release }: RuleContext): readonly Finding[] {
  if (release.generation !== 'g3') return [];
  return sides.map((cluster) => {
    const code = 'LD-PLAT-003';
    const unread = unreadNodes(code, cluster, clusters[cluster]);
    if (unread !== undefined) return unread;
    const old = linuxNodes(clusters[cluster]).filter((node) => isOlder(node, oldestKernel) === true);
    return old.length > 0
      ? makeFinding(code, { status: 'fail', cluster, reason: `${kernelsOf(old)}.` })
      : unreadKernel(code, cluster, clusters[cluster]);
  });
}

/** LD-PLAT-004: a kernel with WireGuard on every node, for Liqo v0.x. */
export function kernelsHaveWireGuard({ clusters, release, intent }: RuleContext): readonly Finding[] {
  if (release.generation === 'g3' || intent.networkingDisabled) return [];
  return sides.map((cluster) => {
    const code = 'LD-PLAT-004';
    const unread = unreadNodes(code, cluster, clusters[cluster]);
    if (unread !== undefined) return unread;
    const old = linuxNodes(clusters[cluster]).filter((node) => isOlder(node, firstWithWireGuard) === true);
    const without = old.filter((node) => !mayHaveBackport(node));
    if (without.length > 0) {
      const reason = `${kernelsOf(without)}; WireGuard is part of Linux from 5.6 on. ${fallback(without, release)}`;
      return makeFinding(code, { status: 'warn', cluster, reason });
    }
    if (old.length > 0) {
      const reason = `${kernelsOf(old)}, older than 5.6, and the distribution may have added WireGuard to it.`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    return unreadKernel(code, cluster, clusters[cluster]);
  });
}

/** Ubuntu 20.04 has WireGuard in its 5.4, and modules are built for the kernels of RHEL 8 and its kin. */
function mayHaveBackport({ kernelVersion, osImage }: NodeFacts): boolean {
  if (/\.el(?:[89]|\d\d)/.test(kernelVersion)) return true;
  return /^5\.4\./.test(kernelVersion) && /ubuntu (?:18|20)\.04/i.test(osImage);
}

/** What Liqo does where the kernel has no WireGuard; boringtun was built for amd64 alone. */
function fallback(nodes: readonly NodeFacts[], release: LiqoRelease): string {
  const isGo = isAtLeast(release, 'v0.9.1');
  const program = isGo ? 'wireguard-go' : 'boringtun';
  const first = `Unless the module was added, a gateway there falls back to ${program} in user space`;
  const brokenOn = nodes.filter(({ architecture }) => architecture === 'arm64').map(({ name }) => name);
  return isGo || brokenOn.length === 0
    ? `${first}.`
    : `${first}, which in this release may not start on arm64 (${aFewOf(brokenOn, namedNodes)}).`;
}

function unreadNodes(code: FindingCode, cluster: Side, { nodes }: ClusterFacts): Finding | undefined {
  if (nodes.known) return undefined;
  const reason = `The nodes could not be read: ${nodes.reason}.`;
  return makeFinding(code, { status: 'unknown', cluster, reason });
}

function unreadKernel(code: FindingCode, cluster: Side, facts: ClusterFacts): Finding {
  const unread = linuxNodes(facts).find((node) => isOlder(node, oldestKernel) === undefined);
  if (unread === undefined) return makeFinding(code, { status: 'pass', cluster });
  const reason = `Node ${unread.name} tells a kernel version that cannot be read: "${unread.kernelVersion}".`;
  return makeFinding(code, { status: 'unknown', cluster, reason });
}

function linuxNodes(facts: ClusterFacts): readonly NodeFacts[] {
  return realNodes(facts).filter(({ operatingSystem }) => operatingSystem !== 'windows');
}

function kernelsOf(nodes: readonly NodeFacts[]): string {
  return `Node ${aFewOf(
    nodes.map(({ name, kernelVersion }) => `${name} runs ${kernelVersion}`),
    namedNodes,
  )}`;
}

function isOlder({ kernelVersion }: NodeFacts, bound: KernelVersion): boolean | undefined {
  const [, majorText, minorText] = /^(\d+)\.(\d+)/.exec(kernelVersion) ?? [];
  if (majorText === undefined || minorText === undefined) return undefined;
  const [major, minor] = [Number(majorText), Number(minorText)];
  return major < bound.major || (major === bound.major && minor < bound.minor);
}
