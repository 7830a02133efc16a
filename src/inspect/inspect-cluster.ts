import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { ApiServerFacts, ClusterFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';
import type { Side } from '../model/peering.js';
import { failure, success, type Result } from '../model/result.js';
import { recognisePlatform } from '../platform/recognise-platform.js';
import { cidrFactsOf } from './cidr-facts.js';
import { readCluster, type ClusterReadings } from './cluster-readings.js';
import { liqoFactsOf } from './liqo-facts.js';
import { nodesOf } from './node-facts.js';
import { createClusterReader, type Reading } from './reading.js';
import { readServerCertificate, type ServerCertificate } from './server-certificate.js';

/** Which cluster to read. */
export interface InspectRequest {
  readonly side: Side;
  readonly connection: ClusterConnection;
  readonly liqoNamespace: string;
}

/**
 * Reads everything that has to be known of a cluster before anything is created in it. Changes nothing.
 *
 * The number of calls does not depend on the size of the cluster. What one read is refused or gives no sense of
 * becomes an unknown fact; only an API that cannot be used at all is a failure: `unreachable`, `tls`, `timeout`,
 * `unauthorized`, `credentials` or `aborted`.
 */
export async function inspectCluster(request: InspectRequest): Promise<Result<ClusterFacts, ApiFailure>> {
  const { side, connection, liqoNamespace } = request;
  const reader = createClusterReader(connection);
  const [readings, certificate] = await Promise.all([
    readCluster(reader, liqoNamespace),
    readServerCertificate(connection.server),
  ]);
  const unusable = reader.unusable();
  if (unusable !== undefined) return failure(unusable);
  const nodes = nodesOf(readings.nodes);
  const kubernetesVersion = fieldOf(
    readings.version,
    'gitVersion of /version',
    ({ gitVersion }) => gitVersion,
  );
  return success({
    side,
    name: connection.contextName,
    uid: fieldOf(readings.kubeSystem, 'UID of namespace kube-system', ({ metadata }) => metadata.uid),
    kubernetesVersion,
    platform: recognisePlatform({ nodes, kubernetesVersion, apiServerUrl: connection.server }),
    nodes,
    apiServer: apiServerOf(connection, readings, certificate),
    liqo: await liqoFactsOf(reader, { side, liqoNamespace, readings }),
    cidrs: cidrFactsOf(readings),
  });
}

function fieldOf<T>(reading: Reading<T>, source: string, pick: (value: T) => string): Fact<string> {
  if (!reading.known) return reading;
  return reading.value === null
    ? unknown(`the API server has no ${source}`)
    : known(pick(reading.value), source);
}

function apiServerOf(
  connection: ClusterConnection,
  readings: ClusterReadings,
  certificate: ServerCertificate,
): ApiServerFacts {
  return {
    kubeconfigUrl: connection.server,
    certificateAuthority: authorityOf(connection, readings.rootCa),
    ...certificate,
  };
}

/** What pods of the cluster trust, which Liqo hands to the peer; the kubeconfig's is usually the same. */
function authorityOf(connection: ClusterConnection, rootCa: ClusterReadings['rootCa']): Fact<string> {
  const inCluster = rootCa.known ? rootCa.value?.data?.['ca.crt'] : undefined;
  if (inCluster !== undefined && inCluster !== '') {
    return known(inCluster, 'ConfigMap kube-root-ca.crt in namespace kube-system');
  }
  if (connection.certificateAuthority !== undefined) {
    return known(connection.certificateAuthority, 'certificate-authority of the kubeconfig');
  }
  return rootCa.known ? unknown('neither the cluster nor the kubeconfig names an authority') : rootCa;
}
