import * as z from 'zod/mini';

import type { KubernetesObject } from '../api/kubernetes-object.js';
import type { ObjectStore } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import type { Protocol } from '../network/packet.js';
import type { Backend, ServiceEntry, ServicePort } from '../network/services.js';

/** `spec` and `status` of a Service as the API server completed them. */
export const serviceSchema = z.looseObject({
  spec: z.looseObject({
    type: z._default(z.string(), 'ClusterIP'),
    clusterIP: z.optional(z.string()),
    ipFamilies: z.optional(z.array(z.string())),
    externalTrafficPolicy: z.optional(z.string()),
    selector: z.optional(z.record(z.string(), z.string())),
    ports: z._default(
      z.array(
        z.looseObject({
          name: z.optional(z.string()),
          protocol: z._default(z.string(), 'TCP'),
          port: z.int(),
          targetPort: z.optional(z.union([z.int(), z.string()])),
          nodePort: z.optional(z.int()),
        }),
      ),
      [],
    ),
  }),
  status: z.optional(
    z.looseObject({
      loadBalancer: z.optional(
        z.looseObject({
          ingress: z.optional(
            z.array(z.looseObject({ ip: z.optional(z.string()), hostname: z.optional(z.string()) })),
          ),
        }),
      ),
    }),
  ),
});

const sliceSchema = z.looseObject({
  endpoints: z._default(
    z.array(
      z.looseObject({
        addresses: z.array(z.string()),
        conditions: z.looseObject({ ready: z.boolean() }),
        nodeName: z.optional(z.string()),
      }),
    ),
    [],
  ),
  ports: z._default(
    z.array(z.looseObject({ name: z._default(z.string(), ''), protocol: z.string(), port: z.int() })),
    [],
  ),
});

/** The label that ties an EndpointSlice to its Service. */
export const serviceNameLabel = 'kubernetes.io/service-name';

/** The Services of a cluster as kube-proxy reads them from the API; `resolve` gives the addresses of a host name. */
export function serviceTable(
  store: ObjectStore,
  resolve: (hostname: string) => readonly string[],
): readonly ServiceEntry[] {
  const slices = store.list(resources.endpointSlices);
  return store.list(resources.services).map((service) => {
    const { spec, status } = serviceSchema.parse(service);
    const own = slices.filter(
      ({ metadata }) =>
        metadata.namespace === service.metadata.namespace &&
        metadata.labels?.[serviceNameLabel] === service.metadata.name,
    );
    const ingress = status?.loadBalancer?.ingress ?? [];
    return {
      namespace: service.metadata.namespace ?? '',
      name: service.metadata.name,
      clusterIp: spec.clusterIP,
      families: spec.ipFamilies,
      externalTrafficPolicy: spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster',
      loadBalancerAddresses: ingress.flatMap(({ ip, hostname }) => [
        ...(ip === undefined ? [] : [ip]),
        ...(hostname === undefined ? [] : resolve(hostname)),
      ]),
      ports: spec.ports.map(({ name = '', protocol, port, nodePort }): ServicePort => ({
        protocol: protocolOf(protocol),
        port,
        nodePort,
        backends: own.flatMap((slice) => backends(slice, name)),
      })),
    };
  });
}

function protocolOf(protocol: string): Protocol {
  return protocol === 'UDP' ? 'udp' : 'tcp';
}

function backends(slice: KubernetesObject, portName: string): readonly Backend[] {
  const { endpoints, ports } = sliceSchema.parse(slice);
  const port = ports.find(({ name }) => name === portName)?.port;
  if (port === undefined) return [];
  return endpoints
    .filter(({ conditions }) => conditions.ready)
    .flatMap(({ addresses, nodeName }) => addresses.map((address) => ({ address, port, node: nodeName })));
}
