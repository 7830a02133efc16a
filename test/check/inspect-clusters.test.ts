import { expect, test } from 'vitest';

import { inspectClusters } from '../../src/check/inspect-clusters.js';
import type { CheckRequest } from '../../src/check/check-request.js';
import { connect } from '../../src/kubernetes/connect.js';
import { intent } from '../judge/run.js';
import { bareCluster, serve } from '../helpers/kubernetes-fixture.js';
import { kubeconfigFor, startServer } from '../helpers/kubernetes-server.js';

/** A check between two API servers, of which nothing but the reading is done. */
function requestBetween(
  local: string,
  remote: string,
  certificate: Parameters<typeof kubeconfigFor>[0]['certificate'],
): CheckRequest {
  const access = (url: string, contextName: string) => ({
    connection: connect(kubeconfigFor({ url, certificate }, { contextName }), { timeoutMs: 2_000 }),
    kubeconfig: undefined,
    context: undefined,
    liqoNamespace: 'liqo',
  });
  return {
    clusters: { local: access(local, 'milan'), remote: access(remote, 'turin') },
    intent: intent(),
    probeFrom: 'none',
    dryRun: false,
    keep: false,
    timeoutMs: 10_000,
    agentSource: '',
    workload: {
      namespace: 'liqo-doctor',
      image: 'example.org/node',
      imagePullSecret: undefined,
      labels: {},
      annotations: {},
      allowLoadBalancer: false,
    },
  };
}

// liqo#1620: the machine that runs liqoctl does not reach the other cluster's API server.
test('an API server that this machine does not reach ends the check, and names cluster and address', async () => {
  const here = await startServer(serve(bareCluster));
  const gone = await startServer(() => undefined);
  await gone.close();
  const request = requestBetween(here.url, gone.url, here.certificate);
  const result = await inspectClusters(request, () => {});
  request.clusters.local.connection.close();
  request.clusters.remote.connection.close();
  await here.close();
  expect(result).toEqual({
    ok: false,
    failure: {
      code: 'api-unreachable',
      message: `cannot use the API server of the remote cluster (context turin) at ${gone.url}: ${gone.url} refused the connection (ECONNREFUSED)`,
      hint: 'check the server address in the kubeconfig and that this machine may reach it',
    },
  });
});
