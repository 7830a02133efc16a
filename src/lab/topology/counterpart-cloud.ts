import type { Side } from '../../model/peering.js';
import type { LabLiqoVersion } from './liqo-spec.js';
import { liqo } from './liqo-spec.js';
import { managedCloud, providedApiName } from './managed-cloud.js';
import type { Topology } from './topology.js';

const publicPrefix = '198.51.100';

/** A managed cluster, and the names that are published for it. */
export interface CounterpartCloud {
  readonly cloud: ReturnType<typeof managedCloud>;
  readonly names: Topology['names'];
}

/** `cloud`, the managed cluster (AKS) that clusters on premises are peered with. */
export function counterpartCloud(version: LabLiqoVersion, side: Side): CounterpartCloud {
  const name = 'cloud';
  const apiName = providedApiName(name);
  return {
    cloud: managedCloud({
      provider: 'aks',
      name,
      publicPrefix,
      privatePrefix: '10.20',
      liqo: liqo(version, { side, clusterName: name, apiServerAddress: `https://${apiName}` }),
    }),
    names: [{ name: apiName, addresses: [`${publicPrefix}.5`] }],
  };
}
