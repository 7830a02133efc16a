import { describe, expect } from 'vitest';

import { annotateService, setArgument } from '../../src/lab/cluster/change-objects.js';
import type { Lab } from '../../src/lab/start-lab.js';
import { addForward } from '../../src/lab/topology/change-topology.js';
import { liqo } from '../../src/lab/topology/liqo-spec.js';
import { onPremises } from '../../src/lab/topology/on-premises.js';
import { onPremisesNatToCloudNoForwarding } from '../../src/lab/topology/onprem-nat-to-cloud.js';
import { pair } from '../../src/lab/topology/pair.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { GatewayFlags } from '../../src/model/peering.js';
import type { Report } from '../../src/model/report.js';
import type { Requirement } from '../../src/model/requirement.js';
import { test } from './lab-check.js';

const auth = { namespace: 'liqo', name: 'liqo-auth' };

/** A consumer with public addresses, and a provider behind a router that forwards nothing, both with Liqo v0.10. */
function rackAndHiddenProvider(): Topology {
  const version = 'v0.10.3';
  const auth = { type: 'NodePort', nodePort: 30443 } as const;
  const gateway = { type: 'NodePort', nodePort: 30742 } as const;
  const loadBalancer = { kind: 'none' } as const;
  const rack = onPremises({
    name: 'rack',
    lan: 'rack',
    prefix: '198.51.100',
    firstHost: 10,
    loadBalancer,
    podOctet: 50,
    liqo: liqo(version, { side: 'local', clusterName: 'rack', auth, gateway }),
  });
  const edge = onPremises({
    name: 'edge',
    lan: 'edge-office',
    prefix: '192.168.1',
    firstHost: 10,
    nat: { publicAddress: '203.0.113.8', forwards: [] },
    loadBalancer,
    certificateNames: ['203.0.113.8'],
    podOctet: 60,
    liqo: liqo(version, { side: 'remote', clusterName: 'edge', auth, gateway }),
  });
  return {
    name: 'rack-and-hidden-provider',
    ...pair('local', rack, edge),
    names: [],
    operator: { place: 'remote', address: '192.168.1.77' },
  };
}

function unmet(report: Report | undefined): Requirement[] {
  return report?.requirements.filter(({ status }) => status === 'unmet') ?? [];
}

/** The router's rows, as an operator would type them in. */
function forwardPorts(lab: Lab, requirements: readonly Requirement[]): void {
  for (const { cluster, prescription } of requirements) {
    if (prescription?.portForward === undefined) continue;
    const { protocol, publicPort, targetAddress, targetPort } = prescription.portForward;
    lab.network.change(addForward(cluster, { protocol, publicPort, targetAddress, targetPort }));
  }
}

/** What `helm upgrade --set …` makes of the chart's objects in v0.10 (templates/liqo-auth-*.yaml). */
function setValues(lab: Lab, commands: readonly string[]): void {
  const values = commands.flatMap((command) => [...command.matchAll(/--set (\S+?)=(\S+)/g)]);
  for (const [, key, value] of values) {
    const { api } = lab.clusters.remote;
    if (value === undefined) continue;
    if (key === 'auth.config.addressOverride')
      annotateService(api, auth, { 'liqo.io/override-address': value });
    if (key === 'auth.config.portOverride') annotateService(api, auth, { 'liqo.io/override-port': value });
    if (key === 'apiServer.address')
      setArgument(api, auth, { flag: '--advertise-api-server-address', value });
  }
}

describe.concurrent('carrying out what is printed', { timeout: 120_000 }, () => {
  test('makes a provider behind NAT ready with Liqo v0.10: forwards alone do not, forwards and values do', async ({
    startFor,
  }) => {
    const { check, lab } = await startFor(rackAndHiddenProvider());
    const first = unmet((await check()).report);
    expect(
      first.map(({ service, cluster, prescription }) => [service, cluster, prescription?.portForward]),
    ).toEqual([
      [
        'auth',
        'remote',
        {
          protocol: 'tcp',
          publicAddress: '203.0.113.8',
          publicPort: 30443,
          targetAddress: '192.168.1.10',
          targetPort: 30443,
        },
      ],
      [
        'apiServer',
        'remote',
        {
          protocol: 'tcp',
          publicAddress: '203.0.113.8',
          publicPort: 6443,
          targetAddress: '192.168.1.10',
          targetPort: 6443,
        },
      ],
    ]);

    forwardPorts(lab, first);
    const second = unmet((await check()).report);
    expect(second.map(({ service, endpoint }) => [service, endpoint?.host])).toEqual([
      ['auth', '192.168.1.10'],
      ['apiServer', '192.168.1.10'],
    ]);
    expect(second.map(({ prescription }) => prescription?.portForward)).toEqual([undefined, undefined]);

    setValues(
      lab,
      second.flatMap(({ prescription }) => prescription?.commands ?? []),
    );
    const { report } = await check();
    expect(report?.verdict).toBe('ready');
  });

  test('makes a provider behind NAT ready with Liqo v1.2 by the flags of liqoctl peer alone', async ({
    startFor,
  }) => {
    const { check } = await startFor(onPremisesNatToCloudNoForwarding('v1.2.0'));
    const { report } = await check();
    const [line] = unmet(report).flatMap(({ prescription }) => prescription?.commands ?? []);
    expect(report?.verdict).toBe('not-ready');
    expect(line).toContain('--in-band');
    expect(line).toContain('--gw-server-service-location Consumer');

    const gateway: GatewayFlags = {
      location: 'Consumer',
      type: line?.includes('--gw-server-service-type NodePort') === true ? 'NodePort' : 'LoadBalancer',
    };
    const again = await check({
      intent: { liqoVersion: 'v1.2.0', peering: 'in-band', networkingDisabled: false, gateway },
    });
    expect(again.report?.verdict).toBe('ready');
    expect(again.report?.next.command).toContain('--in-band');
  });
});
