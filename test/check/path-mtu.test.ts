import { describe, expect } from 'vitest';

import type { LabLiqoVersion } from '../../src/lab/topology/liqo-spec.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Site } from '../../src/lab/topology/site.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { Report } from '../../src/model/report.js';
import { plainIntent, test } from './lab-check.js';

/** Two clusters of which the remote one hangs on a narrow link. */
function withLink(version: LabLiqoVersion, link: Pick<Site, 'mtu' | 'tooBig'>): Topology {
  const topology = sameLan(version);
  return { ...topology, sites: { ...topology.sites, remote: { ...topology.sites.remote, ...link } } };
}

function findings(report: Report | undefined) {
  return report?.findings
    .filter(({ code }) => code === 'LD-NET-004' || code === 'LD-NET-006')
    .map(({ code, status }) => `${code} ${status}`);
}

/** By the cluster that was probed: the largest packet there, what limits it, and the largest one back. */
function measured(report: Report | undefined) {
  const probes = report?.probes.filter(({ purpose }) => purpose === 'path-mtu') ?? [];
  return probes
    .map(({ target, pathMtu }) => [target, pathMtu?.bytes, pathMtu?.limitedBy, pathMtu?.back?.bytes])
    .toSorted();
}

describe.concurrent('a check of what the way between the clusters carries', { timeout: 120_000 }, () => {
  test('finds 1500 bytes in a plain network, where the default fits', async ({ startFor }) => {
    const { check } = await startFor(sameLan('v1.2.0'));
    const { report } = await check();
    expect(measured(report)).toEqual([
      ['local', 1500, 'interface', 1500],
      ['remote', 1500, 'interface', 1500],
    ]);
    expect(findings(report)).toEqual(['LD-NET-004 pass', 'LD-NET-006 pass']);
    expect(report?.next.command).not.toContain('--mtu');
  });

  test('tries packets of the MTU that the tunnel will have', async ({ startFor }) => {
    const { check } = await startFor(sameLan('v1.2.0'));
    const { report } = await check({ intent: { ...plainIntent, mtu: 1400 } });
    const tunnels = report?.probes
      .filter(({ purpose }) => purpose === 'tunnel')
      .map(({ target, outcome, handshake }) => [target, outcome, handshake?.dataBytes]);
    // WireGuard's header, counter and tag make 32 bytes.
    expect(tunnels?.toSorted()).toEqual([
      ['local', 'replied', 1432],
      ['remote', 'replied', 1432],
    ]);
  });

  test.for(['icmp', 'dropped'] as const)(
    'gives the line that peers the MTU that fits, larger packets being %s',
    async (tooBig, { startFor }) => {
      const { check } = await startFor(withLink('v1.2.0', { mtu: 1380, tooBig }));
      const { report } = await check();
      // Other probes of the run send large packets too, so that the system may have been told before this one asks.
      const limits = tooBig === 'icmp' ? ['too-big', 'fragmented'] : ['black-hole'];
      for (const [, ...sizes] of measured(report)) {
        expect(sizes).toEqual([1380, expect.toBeOneOf(limits), 1380]);
      }
      expect(findings(report)).toEqual(['LD-NET-004 skip', 'LD-NET-006 warn']);
      expect(report?.verdict).toBe('ready');
      // 1380 less the 60 bytes of WireGuard over IPv4.
      expect(report?.next.command).toContain(' --mtu 1320');
    },
  );

  test('names the Helm value of Liqo v0.10', async ({ startFor }) => {
    const { check } = await startFor(withLink('v0.10.3', { mtu: 1380 }));
    const { report } = await check();
    expect(findings(report)).toEqual(['LD-NET-004 skip', 'LD-NET-006 warn']);
    const remedy = report?.findings.find(({ code }) => code === 'LD-NET-006')?.remedy;
    expect(remedy?.match(/--set networking\.mtu=1320/g)).toHaveLength(2);
  });
});
