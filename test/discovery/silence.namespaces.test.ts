import { expect } from 'vitest';

import type { LanDiscovery } from '../../src/discovery/discover-on-lan.js';
import { judgeDiscovery } from '../../src/judge/discovery/judge-discovery.js';
import type { Finding } from '../../src/model/finding.js';
import { startAvahi } from '../network-namespaces/avahi.js';
import { bundleOf } from '../network-namespaces/bundle.js';
import { authPort, clusterIds } from '../network-namespaces/discovery.js';
import { testInLans } from '../network-namespaces/in-namespaces.js';
import type { LanNetwork } from '../network-namespaces/lan.js';

/* Why nothing is heard, where the other cluster's nodes are known. */

const { turin } = clusterIds;
const avahi = ['avahi-daemon'];
const release = { version: 'v0.10.3', generation: 'g2' } as const;

async function silence(lan: LanNetwork, contrasts: readonly string[]): Promise<Finding | undefined> {
  const program = await bundleOf('test/network-namespaces/programs/lan-discovery.ts');
  const told = JSON.stringify({ contrasts: contrasts.join(','), listenMs: '3500' });
  const { stdout, stderr } = await lan.exec('op', [process.execPath, program, told]);
  if (stdout === '') throw new Error(stderr);
  const { clusters, sight } = JSON.parse(stdout) as LanDiscovery;
  const findings = judgeDiscovery({
    by: 'lan',
    view: 'operator',
    release,
    isReleaseNamed: true,
    facts: {},
    clusters,
    lan: sight,
  });
  return findings.find(({ code }) => code === 'LD-DISC-005');
}

/** nft text: drops what is multicast and comes in by LANs, as a switch does that snoops without a querier. */
const noMulticast =
  'table inet rules { chain input { type filter hook input priority 0; iifname "lan*" udp dport 5353 pkttype multicast drop; }; }';

testInLans(
  'tells lost multicast from a silent responder by asking its node by unicast',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'] });
    await lan.setRules('a', noMulticast);
    await lan.setRules('op', noMulticast);
    await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    const finding = await silence(lan, [lan.address('a')]);
    expect(finding?.status).toBe('warn');
    expect(finding?.reason).toContain(
      `An mDNS responder at ${lan.address('a')} answers by unicast and not to the group`,
    );
  },
  avahi,
);

testInLans('tells a node without any responder from one that drops the port', async (build) => {
  const lan = await build({ op: ['lan1'], a: ['lan1'], b: ['lan1'] });
  await lan.setRules(
    'b',
    'table inet rules { chain input { type filter hook input priority 0; udp dport 5353 drop; }; }',
  );
  const finding = await silence(lan, [lan.address('a'), lan.address('b')]);
  expect(finding?.status).toBe('unknown');
  expect(finding?.reason).toContain(
    `Node ${lan.address('a')} is a neighbour at lan1 and refuses UDP 5353: nobody announces anything there`,
  );
  expect(finding?.reason).toContain(
    `Node ${lan.address('b')} is a neighbour at lan1 and does not answer on UDP 5353 by unicast either`,
  );
  expect(finding?.reason).toContain('No mDNS message of any kind came in');
});

testInLans(
  'says that a node in another network is in another broadcast domain',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan2'] });
    await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    const finding = await silence(lan, [lan.address('a', 'lan2')]);
    expect(finding?.status).toBe('warn');
    expect(finding?.reason).toContain(
      `Node ${lan.address('a', 'lan2')} is in none of this machine's networks: another broadcast domain or VLAN`,
    );
    // There is no route to the node; the group was asked all the same.
    expect(finding?.reason).not.toContain('nothing could be sent');
  },
  avahi,
);
