import type { ClusterConnection } from '../../../src/kubernetes/connection.js';
import type { InProcessCluster } from '../../../src/lab/in-process/in-process-cluster.js';
import { failure, success } from '../../../src/model/result.js';

/** The parts of a connection that an inspection uses, answered by an in-process cluster. */
export function stubConnection(cluster: InProcessCluster, server: string): ClusterConnection {
  const stub: Pick<
    ClusterConnection,
    | 'contextName'
    | 'server'
    | 'certificateAuthority'
    | 'verifiesServer'
    | 'serverCertificate'
    | 'serverClock'
    | 'read'
  > = {
    contextName: cluster.api.spec.name,
    server,
    certificateAuthority: cluster.api.certificateAuthority,
    verifiesServer: true,
    serverCertificate: () => ({
      names: cluster.certificateNames,
      validFrom: 'Jan  1 00:00:00 2025 GMT',
      validTo: 'Jan  1 00:00:00 2055 GMT',
    }),
    serverClock: () => undefined,
    read: (path, target) => {
      const { status, body } = cluster.get(path);
      if (status === 200) return Promise.resolve(success(body));
      const message = `${target.resource} not found`;
      return Promise.resolve(failure({ code: 'not-found', message, target, server, httpStatus: status }));
    },
  };
  return stub as ClusterConnection;
}
