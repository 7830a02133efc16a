import { describe, expect } from 'vitest';

import type { ClusterSpec } from '../../src/lab/topology/cluster-spec.js';
import { pair } from '../../src/lab/topology/pair.js';
import type { MachineAddress, Site } from '../../src/lab/topology/site.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import { renderText } from '../../src/report/text.js';
import { test } from './lab-check.js';

interface Rack {
  readonly name: string;
  /** Addresses of the control plane and of the worker, in the order in which they publish them. */
  readonly addresses: readonly (readonly string[])[];
  readonly subnet: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
}

/** A kubeadm cluster without Liqo, with addresses of the documentation ranges. */
function rack({ name, addresses, subnet, podCidr, serviceCidr }: Rack): { site: Site; cluster: ClusterSpec } {
  const nodes = addresses.map((own, index) => ({
    name: `${name}-${index === 0 ? 'control-plane' : 'worker'}`,
    addresses: own.map((address): MachineAddress => ({ type: 'InternalIP', address })),
    controlPlane: index === 0,
  }));
  return {
    site: { lan: { name, subnet }, nodes, firewall: [] },
    cluster: {
      name,
      kubernetesVersion: 'v1.34.2',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      podCidr,
      serviceCidr,
      apiServer: {
        place: 'control-plane',
        port: 6443,
        certificateNames: [`${name}-control-plane`, ...(addresses[0] ?? [])],
      },
      loadBalancer: { kind: 'none' },
      networkPlugin: 'kube-flannel-ds',
    },
  };
}

function ipv6Rack(name: string, part: string) {
  return rack({
    name,
    addresses: [[`2001:db8:${part}::10`], [`2001:db8:${part}::11`]],
    subnet: `2001:db8:${part}::/64`,
    podCidr: `fd00:${part}::/56`,
    serviceCidr: `fd00:${part}:1::/112`,
  });
}

/** Both families on every node; Pods and Services are IPv4, the cluster's first family, unless it is told otherwise. */
function dualRack(name: string, { ipv4, part, first }: { ipv4: string; part: string; first: 4 | 6 }) {
  const own = (host: number) => [`${ipv4}.${host}`, `2001:db8:${part}::${host}`];
  const order = (host: number) => (first === 4 ? own(host) : own(host).toReversed());
  return rack({
    name,
    addresses: [order(10), order(11)],
    subnet: `${ipv4}.0/24`,
    podCidr: ipv4 === '203.0.113' ? '10.50.0.0/16' : '10.60.0.0/16',
    serviceCidr: ipv4 === '203.0.113' ? '10.51.0.0/16' : '10.61.0.0/16',
  });
}

const withoutLoadBalancers = { workload: { allowLoadBalancer: false } };

describe.concurrent('a check over IPv6', { timeout: 60_000 }, () => {
  test('passes between two clusters that have nothing else, and prints their addresses in brackets', async ({
    startFor,
  }) => {
    const topology: Topology = {
      name: 'ipv6-only',
      ...pair('local', ipv6Rack('attic', 'a'), ipv6Rack('cellar', 'b')),
      names: [],
      operator: { place: 'internet', address: '2001:db8:c::7' },
    };
    const { check, objects } = await startFor(topology);
    const before = objects();
    const { report } = await check({ nodes: 1, ...withoutLoadBalancers });
    expect(
      report?.requirements.map(({ service, cluster, status }) => `${service} ${cluster} ${status}`),
    ).toEqual([
      'apiServer remote met',
      'apiServer local not-applicable',
      'gateway remote met',
      'gateway local met',
    ]);
    const outcomes = report?.probes.map(({ outcome, purpose }) => (purpose === 'hairpin' ? 'open' : outcome));
    expect(new Set(outcomes)).toEqual(new Set(['open', 'replied']));
    const source = report?.probes.find(({ purpose, from }) => purpose === 'source' && from === 'local');
    expect(source?.observedSource).toMatch(/^\[2001:db8:a::11\]:\d+$/);
    if (report === undefined) throw new Error('no report');
    const text = renderText(report, { width: 200, ascii: false, colour: false, verbose: true });
    expect(text).toContain('https://[2001:db8:b::10]:6443');
    expect(text).toMatch(/UDP \[2001:db8:b::11\]:\d+/);
    // An IPv6 address with a port right behind it would be another address; Liqo's own way to write it is told as such.
    expect(text.replaceAll(/https:\/\/2001:db8:[ab]::10:6443 without brackets/g, '')).not.toMatch(
      /2001:db8:[ab]::1[01]:\d{4,5}/,
    );
    expect(objects()).toEqual(before);
  });

  test('uses the family that nodes publish first in dual-stack clusters', async ({ startFor }) => {
    const local = dualRack('attic', { ipv4: '203.0.113', part: 'a', first: 4 });
    const remote = dualRack('cellar', { ipv4: '198.51.100', part: 'b', first: 4 });
    const operator = { place: 'internet', address: '192.0.2.7' } as const;
    const { check } = await startFor({ name: 'dual', ...pair('local', local, remote), names: [], operator });
    const { report } = await check(withoutLoadBalancers);
    expect(
      report?.requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote'),
    ).toMatchObject({ status: 'met', endpoint: { host: '198.51.100.11' } });
  });

  test('says that the Service has no IPv6, rather than blame a firewall, where nodes publish theirs first', async ({
    startFor,
  }) => {
    const local = dualRack('attic', { ipv4: '203.0.113', part: 'a', first: 4 });
    const remote = dualRack('cellar', { ipv4: '198.51.100', part: 'b', first: 6 });
    const operator = { place: 'internet', address: '192.0.2.7' } as const;
    const { check } = await startFor({
      name: 'dual-6',
      ...pair('local', local, remote),
      names: [],
      operator,
    });
    const { report } = await check({
      intent: {
        liqoVersion: 'v1.2.0',
        peering: 'out-of-band',
        networkingDisabled: false,
        gateway: { location: 'Provider', type: 'NodePort' },
      },
      ...withoutLoadBalancers,
    });
    const gateway = report?.requirements.find(
      ({ service, cluster }) => service === 'gateway' && cluster === 'remote',
    );
    expect(gateway).toMatchObject({
      status: 'unmet',
      reason: expect.stringMatching(
        /UDP \[2001:db8:b::11\]:\d+ \(NodePort\): the port is closed, an ICMP port-unreachable came back; 2001:db8:b::11 is an IPv6 address, and the Service serves IPv4 only, so its node port does not answer there and no firewall is to blame/,
      ) as string,
      prescription: {
        actions: [
          {
            kind: 'peer-flags',
            words: expect.stringMatching(
              /^Let the provider run the gateway server at node port \d+, and let the client dial UDP 198\.51\.100\.1[01]:\d+, since the Service does not serve 2001:db8:b::11\.$/,
            ) as string,
          },
        ],
        commands: [
          expect.stringMatching(
            /^liqoctl peer .*--gw-server-service-type NodePort --gw-server-service-nodeport \d+ --gw-client-address 198\.51\.100\.1[01]( |$)/,
          ) as string,
        ],
      },
    });
  });
});
