import type { ClusterApi } from '../api/cluster-api.js';
import type { ActivePeeringSpec } from '../topology/cluster-spec.js';
import { seedCustomObject } from './custom-resources.js';

/** The ForeignClusters of peerings that are active in Liqo v0.x (foreigncluster_types.go@v0.3.2,@v0.10.3). */
export function seedEarlyPeerings(api: ClusterApi, peerings: readonly ActivePeeringSpec[]): void {
  const condition = (type: string, isThere: boolean) => ({
    type,
    status: isThere ? 'Established' : 'None',
  });
  for (const { name, clusterId, outgoing, incoming } of peerings) {
    seedCustomObject(api, 'foreignclusters.discovery.liqo.io', {
      metadata: { name },
      spec: { clusterIdentity: { clusterID: clusterId, clusterName: name } },
      status: {
        peeringConditions: [
          condition('OutgoingPeering', outgoing),
          condition('IncomingPeering', incoming),
          condition('NetworkStatus', true),
        ],
      },
    });
  }
}

/** The ForeignClusters of peerings that are active in Liqo v1.x (foreigncluster_types.go@v1.2.0). */
export function seedPeerings(api: ClusterApi, peerings: readonly ActivePeeringSpec[]): void {
  for (const { name, clusterId, outgoing, incoming } of peerings) {
    const role = outgoing && incoming ? 'ConsumerAndProvider' : outgoing ? 'Provider' : 'Consumer';
    seedCustomObject(api, 'foreignclusters.core.liqo.io', {
      metadata: { name },
      spec: { clusterID: clusterId },
      status: {
        role,
        modules: {
          networking: { enabled: true },
          authentication: { enabled: true },
          offloading: { enabled: true },
        },
      },
    });
  }
}
