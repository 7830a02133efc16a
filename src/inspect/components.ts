import type { Fact } from '../model/fact.js';
import type { ClusterReadings } from './cluster-readings.js';
import type { Deployment } from './kubernetes-objects.js';
import { pickObject } from './listed-objects.js';
import type { ObjectMetadata } from './object-metadata.js';

/** A component of Liqo, by the label that every release puts on it (deployments/liqo/templates/_helpers.tpl). */
export function findComponent<C extends { readonly metadata: ObjectMetadata }>(
  objects: readonly C[],
  component: string,
): C | undefined {
  return (
    objects.find(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === component) ??
    objects.find(({ metadata }) => metadata.name === `liqo-${component}`)
  );
}

/** The Deployment of a component of Liqo; `undefined` when there is none. */
export function deploymentOf(
  { deployments }: Pick<ClusterReadings, 'deployments'>,
  component: string,
): Fact<Deployment | undefined> {
  return pickObject(deployments, (candidates) => findComponent(candidates, component));
}
