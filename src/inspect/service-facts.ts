import type { ServiceFacts } from '../model/cluster-facts.js';
import { mapFact, type Fact } from '../model/fact.js';
import { findComponent } from './deployment-arguments.js';
import type { EndpointSlice, Service } from './kubernetes-objects.js';
import type { Reading } from './reading.js';

/** Service `liqo-auth` of v0.3–v0.10. SOURCE: Liqo templates/liqo-auth-service.yaml@v0.3.2, @v0.10.3. */
export function authServiceOf(
  services: Reading<readonly Service[]>,
  slices: Reading<readonly EndpointSlice[]>,
): Fact<ServiceFacts | null> {
  return pick(services, slices, (list) => {
    return (
      list.find(({ metadata }) => metadata.labels?.['run'] === 'auth-service') ?? findComponent(list, 'auth')
    );
  });
}

/** The gateway's Service of v0.3–v0.10, by the label that Liqo itself selects it by. */
export function gatewayServiceOf(
  services: Reading<readonly Service[]>,
  slices: Reading<readonly EndpointSlice[]>,
): Fact<ServiceFacts | null> {
  return pick(services, slices, (list) =>
    list.find(({ metadata }) => metadata.labels?.['net.liqo.io/gateway'] === 'true'),
  );
}

function pick(
  services: Reading<readonly Service[]>,
  slices: Reading<readonly EndpointSlice[]>,
  find: (services: readonly Service[]) => Service | undefined,
): Fact<ServiceFacts | null> {
  return mapFact(services, (list) => {
    const service = find(list ?? []);
    return service === undefined ? null : toServiceFacts(service, slices);
  });
}

function toServiceFacts(service: Service, slices: Reading<readonly EndpointSlice[]>): ServiceFacts {
  const { metadata, spec, status } = service;
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    type: spec.type ?? 'ClusterIP',
    ...(isSet(spec.clusterIP) && { clusterIp: spec.clusterIP }),
    ports: (spec.ports ?? []).map(({ name, protocol, port, targetPort, nodePort }) => ({
      ...(isSet(name) && { name }),
      protocol: protocol ?? 'TCP',
      port,
      ...(targetPort !== undefined && targetPort !== null && { targetPort }),
      // Go leaves a port that is not set out, but a few servers write it as 0.
      ...(typeof nodePort === 'number' && nodePort > 0 && { nodePort }),
    })),
    loadBalancer: (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ({
      ...(isSet(ip) && { ip }),
      ...(isSet(hostname) && { hostname }),
    })),
    annotations: metadata.annotations ?? {},
    ...(isSet(spec.externalTrafficPolicy) && { externalTrafficPolicy: spec.externalTrafficPolicy }),
    readyEndpoints: mapFact(slices, (list) => countReady(list ?? [], metadata.name)),
  };
}

function isSet(value: string | null | undefined): value is string {
  return value !== undefined && value !== null && value !== '';
}

/** A pod of a dual-stack Service stands in two slices and counts once. An unset condition means ready. */
function countReady(slices: readonly EndpointSlice[], service: string): number {
  const ready = new Set<string>();
  for (const { metadata, endpoints } of slices) {
    if (metadata.labels?.['kubernetes.io/service-name'] !== service) continue;
    for (const { addresses, conditions, targetRef } of endpoints ?? []) {
      if (conditions?.ready === false) continue;
      ready.add(targetRef?.name ?? addresses?.[0] ?? '');
    }
  }
  return ready.size;
}
