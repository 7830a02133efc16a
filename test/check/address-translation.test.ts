import { describe, expect } from 'vitest';

import { liqo } from '../../src/lab/topology/liqo-spec.js';
import { onPremises } from '../../src/lab/topology/on-premises.js';
import { pair } from '../../src/lab/topology/pair.js';
import type { NatGateway } from '../../src/lab/topology/site.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { Report } from '../../src/model/report.js';
import { test } from './lab-check.js';

const worker = '192.168.1.11';

/** The local cluster stands behind this NAT; the remote one, `rack`, has public addresses. */
function behind(nat: Partial<NatGateway>): Topology {
  const home = onPremises({
    name: 'home',
    lan: 'home',
    prefix: '192.168.1',
    firstHost: 10,
    nat: { publicAddress: '198.51.100.8', forwards: [], ...nat },
    loadBalancer: { kind: 'none' },
    podOctet: 60,
    liqo: liqo('v0.10.3', { side: 'local', clusterName: 'home' }),
  });
  const rack = onPremises({
    name: 'rack',
    lan: 'rack',
    prefix: '203.0.113',
    firstHost: 10,
    loadBalancer: { kind: 'none' },
    podOctet: 50,
    liqo: liqo('v0.10.3', { side: 'remote', clusterName: 'rack' }),
  });
  return {
    name: 'home-to-rack',
    ...pair('local', home, rack),
    names: [],
    operator: { place: 'internet', address: '192.0.2.7' },
  };
}

/** Status and reason of a finding about the local cluster. */
function foundIn(report: Report | undefined, code: string) {
  const finding = report?.findings.find((one) => one.code === code && one.cluster === 'local');
  return [finding?.status, finding?.reason] as const;
}

describe.concurrent('a check through a NAT', { timeout: 90_000 }, () => {
  test('tells of ports that are chosen anew, behind a carrier whose address shows nothing', async ({
    startFor,
  }) => {
    const outer = { publicAddress: '192.0.2.50' };
    const { check } = await startFor(behind({ publicAddress: '100.72.3.4', outer, ports: 'random' }));
    const { report } = await check();
    expect(foundIn(report, 'LD-NAT-001')).toEqual([
      'pass',
      'Packets of the local cluster arrive from 192.0.2.50, none of its own addresses: a NAT device is in their way, and the port of the sender is changed, to another one for each port that it sends to. A gateway client there works; a gateway server there needs a port-forward.',
    ]);
    expect(foundIn(report, 'LD-NAT-002')[0]).toBe('warn');
    expect(foundIn(report, 'LD-NAT-003')[0]).toBe('pass');
    expect(foundIn(report, 'LD-NAT-004')[0]).toBe('unknown');
    expect(foundIn(report, 'LD-NAT-005')[0]).toBe('skip');
  });

  test('finds with --deep a router that forgets flows between two keepalives, and its hairpin', async ({
    startFor,
  }) => {
    const { check } = await startFor(behind({ exposedHost: worker, hairpin: true, flowLifetimeMs: 8000 }));
    // Of the silences those of 4 and 12 s fit in.
    const { report } = await check({ deep: true, timeoutMs: 60_000 });
    expect(foundIn(report, 'LD-NAT-001')[1]).toContain('the port of the sender is kept');
    expect(foundIn(report, 'LD-NAT-002')[0]).toBe('pass');
    expect(foundIn(report, 'LD-NAT-004')[0]).toBe('pass');
    expect(foundIn(report, 'LD-NAT-005')).toEqual([
      'warn',
      'Flows of the local cluster were still open after 4 s of silence. No flow of the local cluster was open after 12 s of silence. Liqo v0.10.3 sends a keepalive every 10 seconds.',
    ]);
  });
});
