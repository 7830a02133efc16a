import type { ApiServerListener } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';
import type { ClusterReadings } from './cluster-readings.js';

/**
 * Where the API servers listen, as they publish it for the Service `kubernetes`.
 * SOURCE: Kubernetes pkg/controlplane/reconcilers (EndpointSlice `kubernetes`, port `https`).
 */
export function listenersOf(slice: ClusterReadings['apiServerSlice']): Fact<readonly ApiServerListener[]> {
  if (!slice.known) return slice;
  const ports = slice.value?.ports ?? [];
  const { port } = ports.find(({ name }) => name === 'https') ?? ports[0] ?? {};
  const addresses = (slice.value?.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []);
  if (port === undefined || port === null || addresses.length === 0) {
    return unknown('EndpointSlice kubernetes in namespace default names no address and port');
  }
  return known(
    addresses.map((address) => ({ address, port })),
    'EndpointSlice kubernetes in namespace default',
  );
}
