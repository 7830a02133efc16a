import { inspectCluster } from '../../src/inspect/inspect-cluster.js';
import { connect } from '../../src/kubernetes/connect.js';
import type { LoadedKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import type { ClusterFacts } from '../../src/model/cluster-facts.js';
import { serve, type Fixture } from './kubernetes-fixture.js';
import { forbidden, json, kubeconfigFor, startServer, type Handler } from './kubernetes-server.js';
import type { KubernetesServer } from './kubernetes-server.js';

/** Facts of a fixture, or of whatever a handler answers, with the server they were read from. */
export async function inspect(
  fixture: Fixture | Handler,
  {
    side = 'local',
    kubeconfig = kubeconfigFor,
  }: {
    readonly side?: 'local' | 'remote';
    readonly kubeconfig?: (server: KubernetesServer) => LoadedKubeconfig;
  } = {},
): Promise<{ readonly facts: ClusterFacts; readonly server: KubernetesServer }> {
  const server = await startServer(typeof fixture === 'function' ? fixture : serve(fixture));
  const connection = connect(kubeconfig(server));
  try {
    const result = await inspectCluster({ side, connection, liqoNamespace: 'liqo' });
    if (!result.ok) throw new Error(result.failure.message);
    return { facts: result.value, server };
  } finally {
    connection.close();
    await server.close();
  }
}

/** Refuses a read for want of rights. */
export function refuse(verb: string, resource: string): Handler {
  return (_request, response) => json(response, forbidden(verb, resource), 403);
}
