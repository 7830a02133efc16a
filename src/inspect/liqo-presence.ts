import { known, unknown, type Fact } from '../model/fact.js';
import type { Side } from '../model/peering.js';
import type { ClusterReadings } from './cluster-readings.js';
import { findComponent } from './deployment-arguments.js';
import { deploymentListSchema } from './kubernetes-objects.js';
import type { EarlyServices } from './liqo-release.js';
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
 * found in another one, the fact is unknown and names that namespace.
 */
export async function isLiqoInstalled(reader: ClusterReader, query: PresenceQuery): Promise<Fact<boolean>> {
  const { readings, early, liqoNamespace } = query;
  const { deployments, definitions } = readings;
  const manager = deployments.known
    ? findComponent(deployments.value ?? [], 'controller-manager')
    : undefined;
  if (manager !== undefined) return known(true, `Deployment ${manager.metadata.name} in ${liqoNamespace}`);
  if (early.auth || early.gateway) return known(true, `Services of Liqo in namespace ${liqoNamespace}`);
  if (definitions.known && !(definitions.value ?? []).some((name) => name.endsWith('.liqo.io'))) {
    return known(false, 'the cluster has no custom resource definition of Liqo');
  }
  if (!deployments.known) return deployments;
  return searchEverywhere(reader, query);
}

async function searchEverywhere(
  reader: ClusterReader,
  { side, liqoNamespace }: PresenceQuery,
): Promise<Fact<boolean>> {
  const selector = 'app.kubernetes.io/name=controller-manager,app.kubernetes.io/part-of=liqo';
  const found = await reader.read({
    path: `/apis/apps/v1/deployments?labelSelector=${encodeURIComponent(selector)}`,
    target: { verb: 'list', resource: 'deployments.apps' },
    schema: deploymentListSchema,
  });
  if (!found.known) {
    return unknown(
      `namespace ${liqoNamespace} holds no Liqo, and to look for it elsewhere failed: ${found.reason}`,
    );
  }
  const namespaces = (found.value?.items ?? []).flatMap(({ metadata }) => metadata.namespace ?? []);
  const [elsewhere] = namespaces;
  if (elsewhere === undefined)
    return known(false, 'no namespace holds a Deployment of liqo-controller-manager');
  const flag = side === 'local' ? '--liqo-namespace' : '--remote-liqo-namespace';
  return unknown(`Liqo is not in namespace ${liqoNamespace} but in ${elsewhere}: name it with ${flag}`);
}
