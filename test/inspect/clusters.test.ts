import { afterAll, beforeAll, expect, test } from 'vitest';

import { inspectCluster } from '../../src/inspect/inspect-cluster.js';
import { connect } from '../../src/kubernetes/connect.js';
import { advertisedApiServer } from '../../src/liqo/advertised-api-server.js';
import { advertisedAuth } from '../../src/liqo/advertised-auth.js';
import { advertisedGateway } from '../../src/liqo/advertised-gateway.js';
import { gatewayServerAddresses } from '../../src/liqo/gateway-server.js';
import { latestRelease, releaseInEffect } from '../../src/liqo/release.js';
import type { Advertised } from '../../src/model/advertised.js';
import type { ClusterFacts } from '../../src/model/cluster-facts.js';
import type { PeeringIntent } from '../../src/model/peering.js';
import { startConnectProxy, type ConnectProxy } from '../helpers/connect-proxy.js';
import { serve } from '../helpers/kubernetes-fixture.js';
import { makeCertificate } from '../helpers/kubernetes-certificate.js';
import {
  kubeconfigFor,
  startServer,
  type Handler,
  type KubernetesServer,
} from '../helpers/kubernetes-server.js';
import { clusterFixtures, type ClusterFixture, type ExpectedAdvertised } from './cluster-fixture.js';

const fixtures = clusterFixtures();
let answer: Handler = () => undefined;
let server: KubernetesServer;
let proxy: ConnectProxy;
let otherAuthority: string;

beforeAll(async () => {
  server = await startServer((request, response) => answer(request, response));
  proxy = await startConnectProxy(server.port);
  otherAuthority = (await makeCertificate()).authority;
});

afterAll(async () => {
  await proxy.close();
  await server.close();
});

/** Facts of a fixture, read over HTTPS through a proxy, so that the kubeconfig names the server of the fixture. */
async function inspect({
  answers,
  server: url,
  certificateAuthority,
}: ClusterFixture): Promise<ClusterFacts> {
  const authority = certificateAuthority === 'cluster' ? server.certificate.authority : otherAuthority;
  const text = JSON.stringify(answers).replaceAll('@cluster-ca', JSON.stringify(authority).slice(1, -1));
  const prefix = new URL(url).pathname.replace(/\/$/, '');
  const paths = Object.entries(JSON.parse(text) as Record<string, object>);
  answer = serve(Object.fromEntries(paths.map(([path, object]) => [`${prefix}${path}`, object])));
  const { cluster, ...kubeconfig } = kubeconfigFor(server);
  const connection = connect({
    ...kubeconfig,
    server: url,
    cluster: { ...cluster, server: url, tlsServerName: 'localhost', proxyUrl: proxy.url },
  });
  try {
    const result = await inspectCluster({ side: 'remote', connection, liqoNamespace: 'liqo' });
    if (!result.ok) throw new Error(result.failure.message);
    return result.value;
  } finally {
    connection.close();
  }
}

function intentOf({ installing }: ClusterFixture): PeeringIntent {
  return {
    liqoVersion: installing ?? latestRelease.version,
    peering: 'out-of-band',
    networkingDisabled: false,
    gateway: {},
  };
}

/** An advertisement as fixtures tell it. */
function told({ determinate, endpoint, exposure, candidates, quirks }: Advertised): object {
  return {
    endpoint,
    ...(!determinate && { determinate }),
    exposure,
    candidates,
    quirks: quirks.map(({ kind }) => kind),
  };
}

/** What a fixture expects, without how it was worked out. */
function expected(advertised: ExpectedAdvertised | undefined): object | undefined {
  if (advertised === undefined) return undefined;
  const { endpoint, determinate, exposure, candidates, quirks } = advertised;
  return { endpoint, ...(determinate === false && { determinate }), exposure, candidates, quirks };
}

test.each(fixtures)('$file: $about', async (fixture) => {
  const facts = await inspect(fixture);
  const inEffect = releaseInEffect(facts, facts, intentOf(fixture));
  if ('unsupported' in fixture.release) {
    expect(inEffect.ok ? inEffect.value.reason : inEffect.failure).toContain(fixture.release.unsupported);
    return;
  }
  if (!inEffect.ok) throw new Error(inEffect.failure);
  const { release } = inEffect.value;
  const { auth, apiServer, gateway } = fixture.advertised ?? {};
  expect({
    release,
    auth: told(advertisedAuth(facts, release)),
    apiServer: told(advertisedApiServer(facts, release)),
    gateway: told(advertisedGateway(facts, release)),
  }).toEqual({
    release: fixture.release,
    auth: expected(auth),
    apiServer: expected(apiServer),
    gateway: expected(gateway),
  });
  if (fixture.gatewayServer === undefined) return;
  const { addresses } = gatewayServerAddresses(facts, 'NodePort');
  expect(addresses.map(({ node, address }) => ({ node, address }))).toEqual(fixture.gatewayServer.NodePort);
});

test('there are at least 120 clusters, of eight platforms and seven releases', () => {
  const platforms = new Set(fixtures.map(({ file }) => file.split('/')[0]));
  const releases = new Set(
    fixtures.flatMap(({ release }) => ('version' in release ? [release.version] : [])),
  );
  expect(fixtures.length).toBeGreaterThanOrEqual(120);
  expect([...platforms]).toEqual(['aks', 'eks', 'gke', 'k3s', 'kind', 'kubeadm', 'openshift', 'rke']);
  for (const release of ['v0.3.2', 'v0.8.0', 'v0.10.3', 'v1.0.0', 'v1.1.0', 'v1.2.0']) {
    expect(releases).toContain(release);
  }
});
