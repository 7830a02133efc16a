import { describe, expect } from 'vitest';

import { onPremisesNatToCloud } from '../../src/lab/topology/onprem-nat-to-cloud.js';
import type { AccessRule, ClusterFaults } from '../../src/lab/topology/cluster-spec.js';
import type { FirewallRule } from '../../src/lab/topology/site.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { Report } from '../../src/model/report.js';
import { grantsOf } from '../helpers/cluster-roles.js';
import { test } from './lab-check.js';

/** `edge` is the local cluster, behind a router that forwards 203.0.113.8:40582 to the gateway's node port. */
function behindNat(firewall: readonly FirewallRule[] = [], faults?: ClusterFaults): Topology {
  const topology = onPremisesNatToCloud('v0.10.3');
  const { local, remote } = topology.sites;
  const clusters = faults === undefined ? {} : { local: { ...topology.clusters.local, faults } };
  return {
    ...topology,
    sites: { local: { ...local, firewall }, remote },
    clusters: { ...topology.clusters, ...clusters },
  };
}

function gatewayOf(report: Report | undefined) {
  const { status, assurance, reason } =
    report?.requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'local') ?? {};
  return { status, assurance, reason };
}

function captureFinding(report: Report | undefined) {
  const finding = report?.findings.find(({ code, cluster }) => code === 'LD-GW-007' && cluster === 'local');
  return { status: finding?.status, reason: finding?.reason };
}

const where = 'UDP 203.0.113.8:40582';
/** The cloud's gateway is then no alternative that would make this one dispensable. */
const cloudIsSilent: FirewallRule = { direction: 'out', protocol: 'udp', port: 5871, action: 'drop' };

describe.concurrent('a live gateway behind a forwarded port', { timeout: 90_000 }, () => {
  test('is unknown without --capture, and the report says how to know', async ({ startFor }) => {
    const { check } = await startFor(behindNat([cloudIsSilent]));
    const { report } = await check();
    expect(gatewayOf(report)).toEqual({
      status: 'unknown',
      assurance: undefined,
      reason: `Whether the remote cluster reaches the gateway at ${where} is not known: a live gateway answers no stranger, and behind a forwarded port this cannot be told from outside; --capture would tell, which takes the right to create pods/exec in namespace liqo of the local cluster.`,
    });
    expect(captureFinding(report)).toEqual({ status: undefined, reason: undefined });
  });

  test('is proven where the capture saw the datagrams arrive', async ({ startFor }) => {
    const { check } = await startFor(behindNat([cloudIsSilent]));
    const { report } = await check({ capture: true });
    const { status, assurance, reason } = gatewayOf(report);
    expect({ status, assurance }).toEqual({ status: 'met', assurance: 'proven' });
    expect(reason).toMatch(
      /^The remote cluster reaches the gateway at UDP 203\.0\.113\.8:40582: a capture on node edge-\S+ of the gateway saw 8 of its datagrams arrive, from /u,
    );
    expect(captureFinding(report).status).toBe('pass');
  });

  test('is unmet where a firewall on the way drops what the capture would have seen', async ({
    startFor,
  }) => {
    const { check } = await startFor(
      behindNat([cloudIsSilent, { direction: 'in', protocol: 'udp', port: 40582, action: 'drop' }]),
    );
    const { report } = await check({ capture: true });
    const { status, reason } = gatewayOf(report);
    expect(status).toBe('unmet');
    expect(reason).toMatch(
      /^The remote cluster cannot reach UDP 203\.0\.113\.8:40582, which Liqo would advertise: of 8 datagrams none arrived on node edge-\S+ of the gateway, where a capture saw those of its own cluster\.$/u,
    );
    expect(captureFinding(report).status).toBe('pass');
  });

  test('stays unknown where the pod must not be entered, with the right that is missing', async ({
    startFor,
  }) => {
    const forbidden: readonly AccessRule[] = [{ verb: 'create', resource: 'pods/exec' }];
    const { check } = await startFor(behindNat([cloudIsSilent], { forbidden }));
    const { report } = await check({ capture: true });
    expect(gatewayOf(report)).toEqual({
      status: 'unknown',
      assurance: undefined,
      reason: `Whether the remote cluster reaches the gateway at ${where} is not known: a live gateway answers no stranger, and behind a forwarded port this cannot be told from outside; the capture at the gateway failed: the kubeconfig's user may not create pods/exec in namespace liqo.`,
    });
    expect(captureFinding(report)).toEqual({
      status: 'warn',
      reason:
        "Nothing was captured at the gateway of the local cluster: the kubeconfig's user may not create pods/exec in namespace liqo.",
    });
  });

  test('is captured at with the documented roles alone', async ({ startFor }) => {
    const grants = await Promise.all(
      ['read-only.yaml', 'check.yaml', 'capture.yaml'].map((file) => grantsOf(`docs/roles/${file}`)),
    );
    const allowedOnly = grants.flat().map(({ resource, ...grant }) => ({
      ...grant,
      resource:
        resource.includes('/') && !resource.startsWith('pods/') ? resource.replace(/\/.*$/u, '') : resource,
    }));
    const { lab, check } = await startFor(behindNat([cloudIsSilent], { allowedOnly }));
    const { api } = lab.clusters.local;
    const { seedNamespace } = await import('../../src/lab/cluster/base-objects.js');
    seedNamespace(api, 'liqo-doctor');
    const { report } = await check({ capture: true });
    expect(gatewayOf(report).status).toBe('met');
  });
});
