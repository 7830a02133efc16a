import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';
import type { Side } from '../model/peering.js';
import { failure, success, type Result } from '../model/result.js';
import { recognisePlatform } from '../platform/recognise-platform.js';
import { listenersOf } from './api-server-listeners.js';
import { authorityOf, sharesAuthority } from './authority-facts.js';
import { cidrFactsOf } from './cidr-facts.js';
import { readCluster } from './cluster-readings.js';
import { liqoFactsOf } from './liqo-facts.js';
import { networkPluginsOf } from './network-plugins.js';
import { nodesOf } from './node-facts.js';
import { createClusterReader, type Reading } from './reading.js';
import { serverCertificateOf } from './server-certificate.js';
import { clockOf } from './server-clock.js';

/** Which cluster to read. */
export interface InspectRequest {
  readonly side: Side;
  readonly connection: ClusterConnection;
  readonly liqoNamespace: string;
}

/**
 * Reads everything that has to be known of a cluster before anything is created in it. Changes nothing.
 *
 * The number of calls does not depend on the size of the cluster, but that lists come in pages: twenty, and one more
 * where Liqo has definitions but is not in its namespace. What one read is refused or gives no sense of becomes an
 * unknown fact; only an API that cannot be used at all is a failure: `unreachable`, `tls`, `timeout`, `unauthorized`,
 * `credentials` or `aborted`. What the user may do (`permissions`) is not asked here.
 */
export async function inspectCluster(request: InspectRequest): Promise<Result<ClusterFacts, ApiFailure>> {
  const { side, connection, liqoNamespace } = request;
  const reader = createClusterReader(connection);
  const readings = await readCluster(reader, liqoNamespace);
  const unusable = reader.unusable();
  if (unusable !== undefined) return failure(unusable);
  const nodes = nodesOf(readings.nodes);
  const kubernetesVersion = fieldOf(
    readings.version,
    'gitVersion of /version',
    ({ gitVersion }) => gitVersion,
  );
  const liqo = await liqoFactsOf(reader, { side, liqoNamespace, readings });
  return success({
    side,
    name: connection.contextName,
    uid: fieldOf(readings.kubeSystem, 'UID of namespace kube-system', ({ metadata }) => metadata.uid),
    kubernetesVersion,
    platform: recognisePlatform({ nodes, kubernetesVersion, apiServerUrl: connection.server }),
    nodes,
    apiServer: {
      kubeconfigUrl: connection.server,
      listeners: listenersOf(readings.apiServerSlice),
      certificateAuthority: authorityOf(connection, readings.rootCa),
      ...serverCertificateOf(connection),
      kubeconfigSharesAuthority: sharesAuthority(connection, readings.rootCa),
    },
    liqo,
    cidrs: cidrFactsOf(readings),
    networkPlugins: networkPluginsOf(readings.daemonSets),
    clock: clockOf(connection.serverClock()),
    permissions: [],
    refusedReads: reader.refused(),
  });
}

function fieldOf<T>(reading: Reading<T>, source: string, pick: (value: T) => string): Fact<string> {
  if (!reading.known) return reading;
  return reading.value === null
    ? unknown(`the API server has no ${source}`)
    : known(pick(reading.value), source);
}
