import { known, unknown, type Fact } from '../model/fact.js';
import type { Side } from '../model/peering.js';
import type { ClusterReadings } from './cluster-readings.js';
import { deploymentOf } from './components.js';
import { selectObjects } from './listed-objects.js';
import type { EarlyServices } from './liqo-generation.js';
import { namedSchema } from './object-metadata.js';
import type { ClusterReader } from './reading.js';

/** Where Liqo is looked for. */
export interface PresenceQuery {
  readonly side: Side;
  readonly liqoNamespace: string;
  readonly readings: ClusterReadings;
  readonly early: EarlyServices;
}

/**
 * Whether Liqo is installed in the namespace it is said to be in.
 *
 * Not found there, and not excluded by the absence of all its definitions, it is looked for once in all namespaces:
 * found in another one, the fact is unknown and names that namespace. A user who may not list Deployments, such as the
 * peering user of v1.x, sees it by its ConfigMap.
 */
export async function isLiqoInstalled(reader: ClusterReader, query: PresenceQuery): Promise<Fact<boolean>> {
  const { readings, early, liqoNamespace } = query;
  const { definitions, clusterId } = readings;
  const manager = deploymentOf(readings, 'controller-manager');
  if (manager.known && manager.value !== undefined) {
    return known(true, `Deployment ${manager.value.metadata.name} in ${liqoNamespace}`);
  }
  if (early.auth || early.gateway) return known(true, `Services of Liqo in namespace ${liqoNamespace}`);
  if (definitions.known && !definitions.value.some((name) => name.endsWith('.liqo.io'))) {
    return known(false, 'the cluster has no custom resource definition of Liqo');
  }
  if (manager.known) return searchEverywhere(reader, query);
  return clusterId.known && clusterId.value !== null ? known(true, clusterId.source) : manager;
}

async function searchEverywhere(
  reader: ClusterReader,
  { side, liqoNamespace }: PresenceQuery,
): Promise<Fact<boolean>> {
  const listing = await reader.list({
    path: '/apis/apps/v1/deployments',
    query: { labelSelector: 'app.kubernetes.io/name=controller-manager,app.kubernetes.io/part-of=liqo' },
    target: { verb: 'list', resource: 'deployments.apps' },
    schema: namedSchema,
    metadataOnly: true,
  });
  const found = selectObjects(listing);
  if (!found.known) {
    return unknown(
      `namespace ${liqoNamespace} holds no Liqo, and to look for it elsewhere failed: ${found.reason}`,
    );
  }
  const elsewhere = found.value.find(({ metadata }) => metadata.namespace)?.metadata.namespace;
  if (elsewhere === undefined || elsewhere === null) {
    return known(false, 'no namespace holds a Deployment of liqo-controller-manager');
  }
  const flag = side === 'local' ? '--liqo-namespace' : '--remote-liqo-namespace';
  return unknown(`Liqo is not in namespace ${liqoNamespace} but in ${elsewhere}: name it with ${flag}`);
}
