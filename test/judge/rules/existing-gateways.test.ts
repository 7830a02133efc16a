import { expect, test } from 'vitest';

import type { GatewayServerFacts } from '../../../src/model/gateway-server-facts.js';
import { known, unknown } from '../../../src/model/fact.js';
import {
  captureControlId,
  type CapturedArrival,
  type GatewayCapture,
} from '../../../src/model/gateway-capture.js';
import type { Observation } from '../../../src/model/observation.js';
import { cloudCluster, liqoFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { nodePortGateway, observation, type Run } from '../run.js';
import { findingsOf } from './findings-of.js';

const probe = 'remote-gateway-existing-1';
const own: CapturedArrival = { probe: captureControlId('remote'), received: 8, sources: ['10.0.0.9:50000'] };
const came: CapturedArrival = { probe, received: 7, sources: ['192.0.2.7:40582'] };
const name = 'gateway server liqo-tenant-home/home of the remote cluster';
const where = `the ${name} at UDP 198.51.100.30:51840`;
const notKnown = `Whether the local cluster reaches ${where} is not known: `;
const silence = 'it does not refuse datagrams and is silent, as it is to every stranger; ';
const noSibling = 'no stand-in behind a Service of the same type was probed';

interface Case extends Partial<Run> {
  readonly server?: Partial<GatewayServerFacts>;
  /** What the local cluster's probe saw; `null` for no probe. */
  readonly seen?: Partial<Observation> | null;
  readonly capture?: Partial<GatewayCapture>;
}

/** `home` is local and `cloud` remote, with a gateway server for `home`. */
function judged({ server = {}, seen = {}, capture, ...run }: Case) {
  const gatewayServer: GatewayServerFacts = {
    namespace: 'liqo-tenant-home',
    name: 'home',
    remoteClusterId: 'home',
    serviceType: 'LoadBalancer',
    listenPort: 51_840,
    addresses: ['198.51.100.30', 'gw.example.org'],
    port: 51_840,
    ...server,
  };
  const [finding, ...others] = findingsOf('LD-GW-009', {
    local: onPremisesCluster('local', { liqo: liqoFacts({ clusterId: known('home', 'a test') }) }),
    remote: cloudCluster('remote', {
      liqo: liqoFacts({
        clusterId: known('cloud', 'a test'),
        gatewayServers: known([gatewayServer], 'a test'),
      }),
    }),
    ...run,
    observations: [
      ...(run.observations ?? []),
      ...(seen === null
        ? []
        : [
            observation({
              purpose: 'existing',
              service: 'gateway',
              target: 'remote',
              host: '198.51.100.30',
              port: 51_840,
              outcome: 'silent',
              datagrams: { sent: 8, received: 0, duplicates: 0 },
              ...seen,
            }),
          ]),
    ],
    ...(capture !== undefined && {
      evidence: {
        captures: [
          {
            cluster: 'remote',
            status: 'listened',
            pod: 'liqo-tenant-home/gw-home-x',
            node: 'cloud-1',
            arrivals: [own, came],
            ...capture,
          },
        ],
      },
    }),
  });
  expect(others).toEqual([]);
  return finding === undefined
    ? undefined
    : { status: finding.status, reason: finding.reason, remedy: finding.remedy?.slice(0, 30) };
}

const general = 'Let UDP through to that endpoi';

test('silence is nothing that is known, and --capture is named', () => {
  expect(judged({})).toEqual({
    status: 'unknown',
    reason: `${notKnown}${silence}${noSibling}; --capture would tell, which takes the right to create pods/exec in namespace liqo-tenant-home of the remote cluster.`,
    remedy: 'Check again with --capture.',
  });
});

test('beside silence stands what a stand-in behind a Service of the same type showed', () => {
  const { standIn, observations } = nodePortGateway('remote', {
    host: '198.51.100.11',
    nodePort: 32_002,
    outcome: 'replied',
  });
  const stoodIn = { standIns: [standIn], observations };
  const known = 'of a stand-in behind a Service of the same type is known: ';
  expect(judged({ ...stoodIn, server: { serviceType: 'NodePort' } })?.reason).toContain(
    `${known}UDP 198.51.100.11:32002 (NodePort): it answered; --capture`,
  );
  expect(judged(stoodIn)?.reason).toContain(noSibling);
});

test('a refusal is certain', () => {
  expect(judged({ seen: { outcome: 'refused' } })).toEqual({
    status: 'warn',
    reason: `The local cluster cannot reach ${where}: the port is closed, an ICMP port-unreachable came back.`,
    remedy: general,
  });
});

test('a name that does not resolve is certain too', () => {
  const seen = { outcome: 'dns-failure', cause: 'ENOTFOUND', host: 'gw.example.org' } as const;
  expect(judged({ server: { addresses: ['gw.example.org'] }, seen })).toEqual({
    status: 'warn',
    reason: `The local cluster cannot reach the ${name} at UDP gw.example.org:51840: the name gw.example.org does not resolve (ENOTFOUND).`,
    remedy: general,
  });
});

test('what a capture saw arrive is proven', () => {
  expect(judged({ capture: {} })).toEqual({
    status: 'pass',
    reason: `The local cluster reaches ${where}: a capture in pod liqo-tenant-home/gw-home-x saw 7 of its datagrams arrive, from 192.0.2.7:40582.`,
    remedy: undefined,
  });
});

test('that nothing arrived where its own cluster did is a warning', () => {
  expect(judged({ capture: { arrivals: [own] } })).toEqual({
    status: 'warn',
    reason: `The local cluster cannot reach ${where}: of 8 datagrams none arrived in pod liqo-tenant-home/gw-home-x, where a capture saw those of its own cluster.`,
    remedy: general,
  });
});

test.each([
  [
    'that saw nothing at all',
    { arrivals: [] },
    'the capture at the gateway saw nothing from the local cluster, and nothing from its own cluster either',
  ],
  [
    'that was cut short',
    { status: 'interrupted', reason: 'the connection to the gateway pod was lost', arrivals: [own] },
    'the capture at the gateway may have missed some datagrams: the connection to the gateway pod was lost',
  ],
  [
    'that was not allowed',
    { status: 'failed', reason: "the kubeconfig's user may not create pods/exec", arrivals: [] },
    "the capture at the gateway failed: the kubeconfig's user may not create pods/exec",
  ],
] as const)('a capture %s tells nothing', (_, capture, why) => {
  const { status, reason } = judged({ capture }) ?? {};
  expect({ status, reason }).toEqual({
    status: 'unknown',
    reason: `${notKnown}${silence}${noSibling}; ${why}.`,
  });
});

test('a gateway server without an address is a warning, probed or not', () => {
  expect(judged({ server: { addresses: [] }, seen: null })).toEqual({
    status: 'warn',
    reason: `The ${name} exists and has no address yet, so there is none for the client in the local cluster to dial.`,
    remedy: general,
  });
});

test('without pods it is unknown, with the reason', () => {
  expect(judged({ seen: null, probeFrom: 'operator' })?.reason).toBe(
    `${notKnown}the gateway can be probed from pods only, and --probe-from operator was given.`,
  );
});

test('what the client dials instead is named', () => {
  const gateway = { location: 'Provider', clientAddress: '203.0.113.8', clientPort: 40_582 } as const;
  expect(judged({ gateway })?.reason).toContain('at UDP 203.0.113.8:40582 is not known');
  const elsewhere = { ...gateway, location: 'Consumer' } as const;
  expect(judged({ gateway: elsewhere })?.reason).toContain('at UDP 198.51.100.30:51840 is not known');
});

test('nothing is said of a server for another cluster, nor where networking is not wanted', () => {
  expect(judged({ server: { remoteClusterId: 'other' } })).toBeUndefined();
  expect(judged({ intent: { networkingDisabled: true } })).toBeUndefined();
  const local = onPremisesCluster('local', { liqo: liqoFacts({ clusterId: unknown('refused') }) });
  expect(judged({ local })).toBeUndefined();
});
