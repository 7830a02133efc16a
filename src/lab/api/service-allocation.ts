import * as z from 'zod/mini';

import { nthAddress, serviceFamily } from '../network/addresses.js';
import { askedNodePorts } from '../topology/asked-node-ports.js';
import type { IpFamily } from '../topology/cluster-spec.js';
import type { Admission } from './admission.js';
import type { ClusterApi } from './cluster-api.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { valueAt } from './kubernetes-object.js';
import type { Resource } from './resources.js';
import { resources } from './resources.js';
import { invalid } from './status.js';

const portSchema = z.looseObject({
  name: z.optional(z.string()),
  protocol: z._default(z.enum(['TCP', 'UDP', 'SCTP']), 'TCP'),
  port: z.int(),
  targetPort: z.optional(z.union([z.int(), z.string()])),
  nodePort: z.optional(z.int()),
});
type Port = z.infer<typeof portSchema>;

const specSchema = z.looseObject({
  type: z._default(z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']), 'ClusterIP'),
  clusterIP: z.optional(z.string()),
  ipFamilyPolicy: z.optional(z.string()),
  ports: z._default(z.array(portSchema), []),
});

/** `--service-node-port-range` of the API server by default. */
const firstNodePort = 30_000;
const lastNodePort = 32_767;

/** Gives a Service its ClusterIP and node ports: requested ones when they are free, else the next or random ones. */
export function allocateService(api: ClusterApi, resource: Resource, object: KubernetesObject): Admission {
  const named = { resource, name: object.metadata.name };
  const parsed = specSchema.safeParse(object['spec']);
  if (!parsed.success) return { ok: false, refusal: invalid(named, 'spec', z.prettifyError(parsed.error)) };
  const { type, clusterIP } = parsed.data;
  const others = api.store
    .list(resources.services)
    .filter(({ metadata }) => metadata.uid !== object.metadata.uid);
  const ports: Port[] = [];
  for (const [index, port] of parsed.data.ports.entries()) {
    const taken = [...others.flatMap(nodePortsOf), ...ports.flatMap(({ nodePort }) => nodePort ?? [])];
    const nodePort =
      type === 'ClusterIP'
        ? undefined
        : (port.nodePort ?? freeNodePort([...taken, ...askedNodePorts(api.spec)], api.random));
    const complaint = nodePort === undefined ? undefined : refuseNodePort(nodePort, taken);
    if (complaint !== undefined) {
      const field = `spec.ports[${index}].nodePort`;
      return { ok: false, refusal: invalid(named, field, complaint) };
    }
    ports.push(withNodePort({ ...port, targetPort: port.targetPort ?? port.port }, nodePort));
  }
  const address = clusterIP === undefined || clusterIP === '' ? freeClusterIp(api, others) : clusterIP;
  return {
    ok: true,
    object: {
      ...object,
      spec: {
        ...parsed.data,
        ports,
        clusterIP: address,
        clusterIPs: [address],
        sessionAffinity: 'None',
        ipFamilies: familiesOf(api, address, parsed.data.ipFamilyPolicy),
        ipFamilyPolicy: parsed.data.ipFamilyPolicy ?? 'SingleStack',
        internalTrafficPolicy: 'Cluster',
        ...(type !== 'ClusterIP' && {
          externalTrafficPolicy: parsed.data['externalTrafficPolicy'] ?? 'Cluster',
        }),
      },
      status: object['status'] ?? { loadBalancer: {} },
    },
  };
}

/**
 * One family, the cluster's first, for a Service that asks for no policy; both where the cluster has both and the Service
 * prefers that. Source: Kubernetes docs, "IPv4/IPv6 dual-stack".
 */
function familiesOf({ spec }: ClusterApi, address: string, policy: string | undefined): readonly IpFamily[] {
  const first = serviceFamily(address);
  const others = (spec.podFamilies ?? []).filter((family) => family !== first);
  return policy === 'PreferDualStack' ? [first, ...others] : [first];
}

/** A Service that becomes a ClusterIP gives its node port back. */
function withNodePort(port: Port, nodePort: number | undefined): Port {
  if (nodePort !== undefined) return { ...port, nodePort };
  const { name, protocol, targetPort } = port;
  return { ...(name !== undefined && { name }), protocol, port: port.port, targetPort };
}

function refuseNodePort(nodePort: number, taken: readonly number[]): string | undefined {
  if (nodePort < firstNodePort || nodePort > lastNodePort) {
    return `Invalid value: ${nodePort}: provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${lastNodePort}`;
  }
  return taken.includes(nodePort)
    ? `Invalid value: ${nodePort}: provided port is already allocated`
    : undefined;
}

function freeNodePort(taken: readonly number[], random: () => number = Math.random): number {
  for (;;) {
    const port = firstNodePort + Math.floor(random() * (lastNodePort - firstNodePort + 1));
    if (!taken.includes(port)) return port;
  }
}

/** The first address belongs to the Service `kubernetes`, the tenth to the cluster's DNS. */
function freeClusterIp({ spec }: ClusterApi, others: readonly KubernetesObject[]): string {
  const taken = new Set(others.map((service) => valueAt(service, 'spec', 'clusterIP')));
  for (let offset = 11; ; offset += 1) {
    const address = nthAddress(spec.serviceCidr, offset);
    if (!taken.has(address)) return address;
  }
}

function nodePortsOf(service: KubernetesObject): readonly number[] {
  const parsed = specSchema.safeParse(service['spec']);
  return parsed.success ? parsed.data.ports.flatMap(({ nodePort }) => nodePort ?? []) : [];
}
