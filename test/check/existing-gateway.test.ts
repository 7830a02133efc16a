import { describe, expect } from 'vitest';

import { resources } from '../../src/lab/api/resources.js';
import type { Lab } from '../../src/lab/start-lab.js';
import type { AccessRule, ClusterSpec } from '../../src/lab/topology/cluster-spec.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { FirewallRule } from '../../src/lab/topology/site.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { Report } from '../../src/model/report.js';
import { grantsOf } from '../helpers/cluster-roles.js';
import { test } from './lab-check.js';

const nodePort = 31_840;
const where = `UDP 192.168.50.22:${nodePort}`;
const name = 'gateway server liqo-tenant-attic/attic of the remote cluster';

/** `attic` and `cellar` are connected already: `cellar`, the remote one, runs the gateway server. */
function connected({
  firewall = [],
  allowedOnly,
}: {
  readonly firewall?: readonly FirewallRule[];
  readonly allowedOnly?: readonly AccessRule[];
} = {}): Topology {
  const topology = sameLan('v1.2.0');
  const { local, remote } = topology.clusters;
  const { liqo } = remote;
  if (liqo?.version !== 'v1.2.0') throw new Error('the lab plays another release');
  const cluster: ClusterSpec = {
    ...remote,
    liqo: { ...liqo, gatewayServer: { peerId: 'attic', nodePort } },
    ...(allowedOnly && { faults: { allowedOnly } }),
  };
  const { sites } = topology;
  return {
    ...topology,
    sites: { ...sites, remote: { ...sites.remote, firewall } },
    clusters: { local, remote: cluster },
  };
}

function existing(report: Report | undefined) {
  return report?.findings
    .filter(({ code }) => code === 'LD-GW-009')
    .map(({ status, cluster, from, reason, endpoint }) => ({ status, cluster, from, reason, endpoint }));
}

const common = {
  cluster: 'remote',
  from: 'local',
  endpoint: { protocol: 'udp', host: '192.168.50.22', ports: [nodePort] },
} as const;

/** What is run in the gateway's pod from now on. */
function commandsIn({ clusters }: Lab): readonly (readonly string[])[] {
  const { store, programs } = clusters.remote.api;
  const [pod] = store.list(resources.pods, 'liqo-tenant-attic');
  const start = pod && programs?.of(pod.metadata.uid);
  if (start === undefined) throw new Error('the gateway has no shell');
  const commands: (readonly string[])[] = [];
  programs?.install(pod?.metadata.uid ?? '', (command, streams) => {
    commands.push(command);
    return start(command, streams);
  });
  return commands;
}

function captured(report: Report | undefined) {
  return report?.findings.filter(({ code }) => code === 'LD-GW-007').map(({ status }) => status);
}

describe.concurrent('a gateway server of v1.x that exists already', { timeout: 90_000 }, () => {
  test('is unknown without --capture, and the report says how to know', async ({ startFor }) => {
    const { check } = await startFor(connected());
    const { report } = await check();
    const [finding] = existing(report) ?? [];
    expect(finding).toEqual({ ...common, status: 'unknown', reason: expect.any(String) as string });
    expect(finding?.reason).toMatch(
      new RegExp(
        `^Whether the local cluster reaches the ${name} at ${where} is not known: it does not refuse datagrams and is silent, as it is to every stranger; of a stand-in behind a Service of the same type is known: UDP \\S+ \\(NodePort\\): it answered; --capture would tell, which takes the right to create pods/exec in namespace liqo-tenant-attic of the remote cluster\\.$`,
        'u',
      ),
    );
    expect(captured(report)).toEqual([]);
    expect(report?.verdict).toBe('ready');
  });

  test('is proven where the capture saw the datagrams arrive', async ({ startFor }) => {
    const { lab, check } = await startFor(connected());
    const commands = commandsIn(lab);
    const { report } = await check({ capture: true });
    const [finding] = existing(report) ?? [];
    expect(finding).toEqual({ ...common, status: 'pass', reason: expect.any(String) as string });
    expect(finding?.reason).toMatch(
      new RegExp(
        `^The local cluster reaches the ${name} at ${where}: a capture in pod liqo-tenant-attic/gw-attic-\\S+ saw 8 of its datagrams arrive, from `,
        'u',
      ),
    );
    expect(captured(report)).toEqual(['pass']);
    // In a network of its own the pod is behind the node's packet filter: connection tracking is not asked.
    expect(commands.map(([program, , shell]) => [program, shell])).toEqual([['timeout', 'sh']]);
  });

  test('warns where its port alone is blocked, and what liqoctl peer would make stays as it is', async ({
    startFor,
  }) => {
    const block: FirewallRule = { direction: 'in', protocol: 'udp', port: nodePort, action: 'drop' };
    const { check } = await startFor(connected({ firewall: [block] }));
    const { report } = await check({ capture: true });
    const [finding] = existing(report) ?? [];
    expect(finding).toEqual({ ...common, status: 'warn', reason: expect.any(String) as string });
    expect(finding?.reason).toMatch(
      new RegExp(
        `^The local cluster cannot reach the ${name} at ${where}: of 8 datagrams none arrived in pod liqo-tenant-attic/gw-attic-\\S+, where a capture saw those of its own cluster\\.$`,
        'u',
      ),
    );
    expect(report?.verdict).toBe('ready');
  });

  test('warns without --capture where a device in front of it refuses', async ({ startFor }) => {
    const refuse: FirewallRule = {
      direction: 'in',
      protocol: 'udp',
      port: nodePort,
      action: 'reject-port-unreachable',
    };
    const { check } = await startFor(connected({ firewall: [refuse] }));
    const { report } = await check();
    expect(existing(report)).toEqual([
      {
        ...common,
        status: 'warn',
        reason: `The local cluster cannot reach the ${name} at ${where}: the port is closed, an ICMP port-unreachable came back.`,
      },
    ]);
  });

  test('is captured at with the documented roles alone, the one for captures in its namespace', async ({
    startFor,
  }) => {
    const plain = await Promise.all(
      ['read-only.yaml', 'check.yaml'].map((file) => grantsOf(`docs/roles/${file}`)),
    );
    const capture = await grantsOf('docs/roles/capture.yaml');
    const allowedOnly = [
      ...plain.flat(),
      ...capture.map((grant) => ({ ...grant, namespace: 'liqo-tenant-attic' })),
    ].map(({ resource, ...grant }) => ({
      ...grant,
      resource:
        resource.includes('/') && !resource.startsWith('pods/') ? resource.replace(/\/.*$/u, '') : resource,
    }));
    const { lab, check } = await startFor(connected({ allowedOnly }));
    const { seedNamespace } = await import('../../src/lab/cluster/base-objects.js');
    seedNamespace(lab.clusters.remote.api, 'liqo-doctor');
    const { report } = await check({ capture: true });
    expect(existing(report)?.map(({ status }) => status)).toEqual(['pass']);
  });

  test('is listed by --dry-run with the capture in its pod', async ({ startFor }) => {
    const { check } = await startFor(connected());
    const { outcome } = await check({ capture: true, dryRun: true });
    if (outcome.kind !== 'dry-run') throw new Error(`it ended as ${outcome.kind}`);
    const { local, remote } = outcome.dryRun.probes;
    expect(local).toContain(`UDP 192.168.50.22 port ${nodePort}: gateway of the remote cluster (existing)`);
    expect(remote.at(-1)).toBe(
      'tcpdump in the active pod of the gateway server of this peering, in its tenant namespace',
    );
  });

  test('is not there, and nothing is said of it, where the server is for another cluster', async ({
    startFor,
  }) => {
    const topology = sameLan('v1.2.0');
    const { local, remote } = topology.clusters;
    if (remote.liqo?.version !== 'v1.2.0') throw new Error('the lab plays another release');
    const liqo = { ...remote.liqo, gatewayServer: { peerId: 'loft', nodePort } };
    const { check } = await startFor({ ...topology, clusters: { local, remote: { ...remote, liqo } } });
    const { report } = await check({ capture: true });
    expect(existing(report)).toEqual([]);
    expect(captured(report)).toEqual([]);
  });
});
