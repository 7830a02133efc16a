import { isInside } from '../../../src/lab/network/addresses.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { ServiceId, Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import type { Report } from '../../../src/model/report.js';

/** Where two reports of one topology say different things, in lines `where: one <> other`; empty when nowhere. */
export function differencesBetween(one: Report, other: Report, topology: Topology): string[] {
  return compare('', comparable(one, topology), comparable(other, topology));
}

function compare(path: string, one: unknown, other: unknown): string[] {
  if (isRecord(one) && isRecord(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => compare(`${path}/${key}`, one[key], other[key]));
  }
  const [text, otherText] = [JSON.stringify(one), JSON.stringify(other)];
  return text === otherText ? [] : [`${path}: ${text} <> ${otherText}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Members that tell of times, of counts of what was lost, or of what was made for this run alone. */
const ofThisRun = new Set([
  'timing',
  'timingsMs',
  'rttMs',
  'notBefore',
  'notAfter',
  'fingerprint',
  'datagrams',
  'mappings',
  'handshake',
  'connections',
  'ownDelayMs',
  'images',
]);

/** Addresses with a port that a kernel or a masquerade drew, which may be one that matters elsewhere. */
const withDrawnPort = new Set(['observedSource', 'localAddress']);

/** A report without what no two runs have in common, and with its lists as records, so that each member is found. */
function comparable(report: Report, topology: Topology): unknown {
  const { probes, requirements, findings, ...others } = report;
  const rest = {
    ...others,
    scenario: { ...others.scenario, evidence: withoutMulticast(others.scenario.evidence) },
  };
  const lasting = findings.filter((one) => !(ofWaiting.has(one.code) && waitsInVain(one, topology)));
  const settled = requirements.map((one) =>
    waitsInVain(one, topology) ? { ...one, configured: 'any' } : one,
  );
  return {
    ...asRecord(without(rest, topology)),
    probes: keyed(probes, ({ id }) => id, topology),
    requirements: keyed(settled, ({ service, cluster }) => `${service} of ${cluster}`, topology),
    findings: keyed(
      inOrder(lasting.map(withoutFirst)),
      ({ code, service, cluster, from }) => [code, service, cluster, from].join(' '),
      topology,
    ),
  };
}

/** The virtual network carries no multicast, so that nobody listens there. */
function withoutMulticast(evidence: readonly string[]): readonly string[] {
  return evidence.filter((said) => !said.includes(' by mDNS '));
}

/** Of load balancers that get no address. */
const ofWaiting = new Set(['LD-PLAT-002', 'LD-PLAT-005', 'LD-RUN-002']);

/**
 * Whether this is about a gateway's load balancer that gets no address: it is waited for no longer when the other
 * gateway has been reached, and which comes first is a matter of milliseconds.
 */
function waitsInVain(
  { service, cluster }: { readonly service?: ServiceId | undefined; readonly cluster?: Side | undefined },
  { clusters }: Topology,
): boolean {
  return (
    cluster !== undefined &&
    service !== 'auth' &&
    service !== 'apiServer' &&
    clusters[cluster].loadBalancer.kind !== 'address'
  );
}

/** The finding of the narrowest way has the first one measured as its evidence. */
function withoutFirst(finding: Report['findings'][number]): Report['findings'][number] {
  return finding.code === 'LD-NET-006' ? { ...finding, evidence: [] } : finding;
}

function keyed<T>(list: readonly T[], key: (one: T) => string, topology: Topology): object {
  const keys = list.map(key);
  return Object.fromEntries(
    list.map((one, index) => {
      const before = keys.slice(0, index).filter((other) => other === keys[index]).length;
      return [`${keys[index]}${before === 0 ? '' : ` (${before + 1})`}`, without(one, topology)];
    }),
  );
}

/** What was seen first is no difference. */
function inOrder<T>(list: readonly T[]): T[] {
  return list.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function without(value: unknown, topology: Topology): unknown {
  if (typeof value === 'string') return textWithout(value, topology);
  if (Array.isArray(value)) return inOrder(value.map((one) => without(one, topology)));
  if (typeof value === 'number') return isChosenPort(value) ? 'any' : value;
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !ofThisRun.has(name))
      .map(([name, member]) => [
        name,
        withDrawnPort.has(name) ? withoutPort(member, topology) : without(member, topology),
      ]),
  );
}

function withoutPort(source: unknown, topology: Topology): unknown {
  return typeof source === 'string' ? textWithout(source.replace(/:\d+$/u, ''), topology) : source;
}

/** Node ports that are set, not drawn. */
const setPorts = new Set([30_443, 30_742]);

function isChosenPort(port: number): boolean {
  return port >= 30_000 && port <= 32_767 && !setPorts.has(port);
}

function textWithout(text: string, { clusters }: Topology): string {
  return (
    text
      .replaceAll(/\/tmp\/liqo-doctor-(?:lab|net)-\w+\//gu, '/folder/')
      // Of two ways that are alike, the one is told that was measured first.
      .replaceAll(/The way from the (?:local|remote) cluster to UDP [\w.-]+:\d+/gu, 'The way')
      .replaceAll(/[^"]*cluster reached the (?:local|remote) one at .*/gu, 'One reached the other.')
      .replaceAll(/127\.0\.0\.1:\d+/gu, '127.0.0.1:any')
      .replaceAll(/\b\d+(?:\.\d+)? (?:ms|s|milliseconds|seconds)\b/gu, 'some time')
      .replaceAll(/\b\d{5}\b/gu, (port) =>
        isChosenPort(Number(port)) ||
        (Number(port) > 32_767 && Number(port) !== 40_582 && Number(port) !== 51_840)
          ? 'any'
          : port,
      )
      // The virtual network knows pods by their IPv4 addresses.
      .replaceAll(/\[?fd0b:[12]:[\da-f:]+\]?/gu, 'a pod')
      .replaceAll(/\b\d+\.\d+\.\d+\.\d+\b/gu, (address) =>
        sides.some((side) => isInside(address, clusters[side].podCidr)) && !text.includes(`${address}/`)
          ? 'a pod'
          : address,
      )
  );
}
