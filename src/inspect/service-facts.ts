import type { ServiceFacts } from '../model/cluster-facts.js';
import { mapFact, type Fact } from '../model/fact.js';
import type { ClusterReadings } from './cluster-readings.js';
import { findComponent } from './components.js';
import type { EndpointSlice, Service } from './kubernetes-objects.js';
import { pickObject, selectObjects, type ObjectChoice } from './listed-objects.js';
import { warningsAbout } from './service-warnings.js';
import { isSet, publishedAddresses } from './published-addresses.js';

/** Service `liqo-auth` of v0.3–v0.10. SOURCE: Liqo templates/liqo-auth-service.yaml@v0.3.2, @v0.10.3. */
export function authServiceOf(readings: ServiceReadings): Fact<ServiceFacts | null> {
  return pick(
    readings,
    (services) =>
      services.find(({ metadata }) => metadata.labels?.['run'] === 'auth-service') ??
      findComponent(services, 'auth'),
  );
}

/** The gateway's Service of v0.3–v0.10, by the label that Liqo itself selects it by. */
export function gatewayServiceOf(readings: ServiceReadings): Fact<ServiceFacts | null> {
  return pick(readings, (services) =>
    services.find(({ metadata }) => metadata.labels?.['net.liqo.io/gateway'] === 'true'),
  );
}

type ServiceReadings = Pick<ClusterReadings, 'services' | 'endpointSlices' | 'serviceWarnings'>;

function pick(readings: ServiceReadings, choose: ObjectChoice): Fact<ServiceFacts | null> {
  return mapFact(pickObject(readings.services, choose), (service) =>
    service === undefined ? null : toServiceFacts(service, readings),
  );
}

function toServiceFacts(service: Service, readings: ServiceReadings): ServiceFacts {
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
    loadBalancer: publishedAddresses(status),
    annotations: metadata.annotations ?? {},
    ...(isSet(spec.externalTrafficPolicy) && { externalTrafficPolicy: spec.externalTrafficPolicy }),
    ...(Array.isArray(spec.ipFamilies) && { families: spec.ipFamilies }),
    readyEndpoints: readyEndpointsOf(readings, metadata.name),
    warnings: warningsAbout(readings.serviceWarnings, metadata.name),
  };
}

function readyEndpointsOf({ endpointSlices }: ServiceReadings, service: string): Fact<number> {
  const slices = selectObjects(
    endpointSlices,
    ({ labels }) => labels?.['kubernetes.io/service-name'] === service,
  );
  return mapFact(slices, countReady);
}

/** A pod of a dual-stack Service stands in two slices and counts once. An unset condition means ready. */
function countReady(slices: readonly EndpointSlice[]): number {
  const ready = new Set<string>();
  for (const { endpoints } of slices) {
    for (const { addresses, conditions, targetRef } of endpoints ?? []) {
      if (conditions?.ready === false) continue;
      ready.add(targetRef?.name ?? addresses?.[0] ?? '');
    }
  }
  return ready.size;
}
