import { describe, expect } from 'vitest';

import { onPremises } from '../../src/lab/topology/on-premises.js';
import { pair } from '../../src/lab/topology/pair.js';
import type { EgressRule } from '../../src/lab/topology/site.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { ClusterFaults } from '../../src/lab/topology/cluster-spec.js';
import type { Observation } from '../../src/model/observation.js';
import type { Report } from '../../src/model/report.js';
import { addFirewallRule } from '../../src/lab/topology/change-topology.js';
import { test } from './lab-check.js';

/** Two racks with public addresses, a control plane and two workers each, without Liqo: v1.2.0 is to come. */
function twoRacks(): Topology {
  const rack = (name: string, prefix: string, podOctet: number) => {
    const { site, cluster } = onPremises({
      name,
      lan: name,
      prefix,
      firstHost: 10,
      loadBalancer: { kind: 'none' },
      podOctet,
    });
    const second = {
      name: `${name}-worker-2`,
      addresses: [{ type: 'InternalIP', address: `${prefix}.12` } as const],
    };
    return { site: { ...site, nodes: [...site.nodes, second] }, cluster };
  };
  return {
    name: 'two-racks',
    ...pair('local', rack('attic', '203.0.113', 50), rack('cellar', '198.51.100', 60)),
    names: [],
    operator: { place: 'internet', address: '192.0.2.7' },
  };
}

function withEgress(topology: Topology, rule: EgressRule): Topology {
  const { local, remote } = topology.sites;
  return { ...topology, sites: { local: { ...local, egress: [rule] }, remote } };
}

function withLocalFaults(topology: Topology, faults: ClusterFaults): Topology {
  const { local, remote } = topology.clusters;
  return { ...topology, clusters: { local: { ...local, faults }, remote } };
}

const loadBalancersLeftOut = { workload: { allowLoadBalancer: false } };

/** `id: outcome` of the probes that went from the local cluster's pods and nodes to an API server or a stand-in. */
function seen(report: Report | undefined, wanted: (probe: Observation) => boolean): string[] {
  return (report?.probes ?? [])
    .filter(wanted)
    .map(
      ({ id, view, node, outcome }) => `${id} (${view}${node === undefined ? '' : ` ${node}`}): ${outcome}`,
    )
    .toSorted();
}

function finding(report: Report | undefined, code: string, cluster: 'local' | 'remote') {
  const found = report?.findings.find((one) => one.code === code && one.cluster === cluster);
  return found && { status: found.status, reason: found.reason };
}

function requirement(report: Report | undefined, service: string) {
  return report?.requirements.find((one) => one.service === service && one.cluster === 'remote');
}

/** What may be done about the API server instead of peering in-band. */
function alternatives(report: Report | undefined): string[] | undefined {
  const { alternatives: all } = requirement(report, 'apiServer')?.prescription ?? {};
  return all?.flatMap(({ actions = [] }) => actions.map(({ words }) => words));
}

describe.concurrent('a check that compares views', { timeout: 60_000 }, () => {
  test('sends from pods on every node, from a node itself and from this machine', async ({ startFor }) => {
    const { check, objects } = await startFor(twoRacks());
    const before = objects();
    const { report } = await check({ nodes: 'all', ...loadBalancersLeftOut });
    expect(
      seen(report, ({ target, service, purpose }) => {
        const isView = ['endpoint', 'contrast', 'stand-in'].includes(purpose);
        return target === 'remote' && service !== 'auth' && isView;
      }),
    ).toEqual([
      expect.stringMatching(/^remote-apiServer-endpoint-1 \(pod attic-worker(-2)?\): open$/),
      expect.stringMatching(/^remote-apiServer-endpoint-1-from-(attic-\S+) \(pod \1\): open$/),
      expect.stringMatching(/^remote-apiServer-endpoint-1-node \(node attic-worker(-2)?\): open$/),
      'remote-apiServer-endpoint-1-operator (operator): open',
      expect.stringMatching(/^remote-gateway-contrast-1-nodeport \(pod attic-\S+\): replied$/),
      expect.stringMatching(/^remote-gateway-stand-in-1-nodeport \(pod attic-\S+\): replied$/),
      expect.stringMatching(/^remote-gateway-stand-in-1-nodeport-from-(attic-\S+) \(pod \1\): replied$/),
      expect.stringMatching(/^remote-gateway-stand-in-1-nodeport-node \(node attic-\S+\): replied$/),
    ]);
    expect(
      ['LD-VIEW-001', 'LD-VIEW-002', 'LD-VIEW-003'].map((code) => finding(report, code, 'remote')),
    ).toEqual([
      { status: 'pass', reason: undefined },
      { status: 'pass', reason: undefined },
      { status: 'pass', reason: undefined },
    ]);
    expect(objects()).toEqual(before);
  });

  test('takes this machine’s view along without --nodes, and it decides nothing', async ({ startFor }) => {
    const blocked = addFirewallRule('local', { direction: 'out', protocol: 'tcp', action: 'drop' });
    const { check } = await startFor(blocked(twoRacks()));
    const { report } = await check(loadBalancersLeftOut);
    expect(requirement(report, 'apiServer')).toMatchObject({
      status: 'unmet',
      reason:
        'The local cluster cannot use TCP 198.51.100.10:6443, which Liqo would advertise: nothing answered in time; this machine gets through, so it may be what the site of the local cluster lets out, or a list at the remote cluster that lets only some in.',
    });
    expect(alternatives(report)).toEqual([
      expect.stringMatching(
        /^In the firewalls between the clusters, allow TCP 198\.51\.100\.10:6443 from 203\.0\.113\.1[12]: out of the local cluster and into the remote cluster\. This machine is let through, so look first at what the local cluster lets out\.$/,
      ),
    ]);
    expect(finding(report, 'LD-VIEW-003', 'local')?.status).toBe('warn');
    expect(finding(report, 'LD-VIEW-002', 'local')).toBeUndefined();
  });

  test('says that the target blocks where nobody gets through', async ({ startFor }) => {
    const blocked = addFirewallRule('remote', { direction: 'in', protocol: 'tcp', action: 'drop' });
    const { check } = await startFor(blocked(twoRacks()));
    const { report } = await check({ nodes: 1, ...loadBalancersLeftOut });
    expect(requirement(report, 'apiServer')?.reason).toMatch(
      /; neither node attic-\S+ nor this machine gets through either \(nothing answered in time\), so it is most likely at the remote cluster or in front of it\.$/,
    );
    expect(finding(report, 'LD-VIEW-003', 'local')?.status).toBe('pass');
  });

  test('names the network of the pods where the node gets through and its pods do not', async ({
    startFor,
  }) => {
    const { check } = await startFor(withEgress(twoRacks(), { source: 'pods', protocol: 'tcp' }));
    const { report } = await check({ nodes: 1, ...loadBalancersLeftOut });
    const apiServer = requirement(report, 'apiServer');
    expect(apiServer?.status).toBe('unmet');
    expect(apiServer?.reason).toMatch(
      /; node attic-\S+ gets through itself, so the pods' own network stops them/,
    );
    expect(alternatives(report)).toEqual([
      expect.stringMatching(
        /^In the network policies and the network plugin of the local cluster, let pods out to TCP 198\.51\.100\.10:6443: node attic-\S+ itself gets through\.$/,
      ),
    ]);
    expect(finding(report, 'LD-VIEW-002', 'local')?.status).toBe('warn');
  });

  test('needs every node to get through, and names the one that does not', async ({ startFor }) => {
    const rule = { source: 'pods', node: 'attic-worker', protocol: 'udp' } as const;
    const { check } = await startFor(withEgress(twoRacks(), rule));
    const flags = { location: 'Provider', type: 'NodePort' } as const;
    const intent = {
      liqoVersion: 'v1.2.0',
      peering: 'out-of-band',
      networkingDisabled: false,
      gateway: flags,
    } as const;
    const { report } = await check({ nodes: 2, intent, ...loadBalancersLeftOut });
    expect(requirement(report, 'gateway')?.status).toBe('unmet');
    expect(finding(report, 'LD-VIEW-002', 'local')).toEqual({
      status: 'warn',
      reason: expect.stringMatching(
        /; this was on node attic-worker, which does not|; this was on node attic-worker, while a pod on node attic-worker-2 gets through, so it depends on the node|; node attic-worker gets through itself/,
      ) as string,
    });
  });

  test('finds the one node address that does not answer', async ({ startFor }) => {
    const topology = twoRacks();
    const { local, remote } = topology.sites;
    const nodes = remote.nodes.map((node) =>
      node.name === 'cellar-worker' ? { ...node, closedTo: ['udp'] as const } : node,
    );
    const { check } = await startFor({ ...topology, sites: { local, remote: { ...remote, nodes } } });
    const { report } = await check({ nodes: 1, ...loadBalancersLeftOut });
    expect(finding(report, 'LD-VIEW-001', 'remote')).toEqual({
      status: 'warn',
      // The responder's own node decides which of the two is the stand-in's own address.
      reason: expect.stringMatching(
        /^Of 2 addresses at which Liqo may advertise the gateway of the remote cluster, the local cluster does not reach 198\.51\.100\.11 of node cellar-worker \((the datagrams never arrived, although the responder behind it was alive|no datagram was answered, and nothing tells why)\)\.$/,
      ) as string,
    });
    expect(finding(report, 'LD-VIEW-001', 'local')?.status).toBe('pass');
  });

  test('says so where a pod in the node’s network is not admitted, or may not be asked for', async ({
    startFor,
  }) => {
    const [refusing, silent] = await Promise.all([
      startFor(withLocalFaults(twoRacks(), { hostNetwork: 'refuse' })),
      startFor(withLocalFaults(twoRacks(), { forbidden: [{ verb: 'create', resource: 'pods' }] })),
    ]);
    const [refused, unasked] = [
      await refusing.check({ nodes: 1, ...loadBalancersLeftOut }),
      await silent.check({ nodes: 1, ...loadBalancersLeftOut }),
    ];
    expect(finding(refused.report, 'LD-VIEW-002', 'local')).toEqual({
      status: 'skip',
      reason: expect.stringMatching(
        /^The cluster does not admit a pod in a node's network, so nothing was seen from there: .*host namespaces/,
      ) as string,
    });
    expect(finding(unasked.report, 'LD-VIEW-002', 'local')).toEqual({
      status: 'unknown',
      reason: expect.stringMatching(
        /^Whether the cluster admits a pod in a node's network could not be asked, so none was made: /,
      ) as string,
    });
    for (const { report } of [refused, unasked]) {
      expect(
        report?.findings.find(({ code, cluster }) => code === 'LD-RUN-001' && cluster === 'local')?.status,
      ).toBe('pass');
      expect(report?.probes.some(({ view, from }) => view === 'node' && from === 'local')).toBe(false);
    }
  });

  test('shows in a dry run what more nodes cost', async ({ startFor }) => {
    const { check } = await startFor(twoRacks());
    const { outcome } = await check({ dryRun: true, nodes: 'all', ...loadBalancersLeftOut });
    if (outcome.kind !== 'dry-run') throw new Error(outcome.kind);
    const { creates, probes } = outcome.dryRun;
    expect(creates.local.filter((line) => line.startsWith('Job '))).toEqual([
      'Job liqo-doctor/responder-RUN, which owns all of the following',
      'Job liqo-doctor/prober-RUN-1',
      'Job liqo-doctor/prober-RUN-1-2 on node attic-worker-2 or another that takes pods',
      'Job liqo-doctor/prober-RUN-1-host in the network of a node, if that is admitted',
    ]);
    expect(probes.local.slice(-2)).toEqual([
      'all of these from pods on 2 nodes, and from the network of one of them',
      'every NodePort stand-in of the remote cluster at the other nodes of that cluster',
    ]);
  });
});
