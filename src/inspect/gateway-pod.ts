import * as z from 'zod/mini';

import type { ClusterConnection } from '../kubernetes/connection.js';
import { printable } from '../kubernetes/printable.js';
import type { GatewayServerFacts } from '../model/gateway-server-facts.js';
import { failure, success, type Result } from '../model/result.js';

/** The pod of a live gateway, and the container of it that has the gateway's programs. */
export interface GatewayPod {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly container: string;
  /** True for a pod with a network of its own, behind the packet filter of its node. */
  readonly hasOwnNetwork?: boolean | undefined;
}

/** Which pod is the gateway. */
export interface GatewayPodSearch {
  readonly namespace: string;
  readonly labels: string;
  /** The container in question, if the pod has one of that name. */
  readonly container: string;
  readonly hasOwnNetwork: boolean;
}

/** The name of a Kubernetes object, before it becomes part of a path. */
const nameSchema = z.string().check(z.regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/u));

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: nameSchema, deletionTimestamp: z.optional(z.string()) }),
      spec: z.object({
        nodeName: z.optional(z.string()),
        containers: z.array(z.object({ name: nameSchema })),
      }),
      status: z.object({ phase: z.optional(z.string()) }),
    }),
  ),
});

/**
 * The gateway that is active (v0.3–v0.10): of several replicas, the one that holds the lease is labelled so, and the
 * Service selects it by that label.
 *
 * Its pod has the node's own network, and WireGuard's socket stays there when the device moves to `liqo-netns`: it
 * belongs to the namespace that the device was created in.
 * SOURCE: Liqo templates/liqo-gateway-deployment.yaml@v0.3.2, @v0.10.3;
 * internal/liqonet/tunnel-operator/{labelerOperator,tunnel-operator}.go@v0.10.3; Linux drivers/net/wireguard/device.c,
 * `creating_net`.
 */
export function earlyGatewayPod(namespace: string): GatewayPodSearch {
  return { namespace, labels: 'net.liqo.io/gateway=active', container: 'gateway', hasOwnNetwork: false };
}

/**
 * The active pod of a gateway server (v1.x), which has a network of its own, shared by its containers; tcpdump is in
 * the image of each. Packet filters of nodes and network policies stand before that network, and Liqo's own rules in it
 * drop nothing that comes in from outside.
 * SOURCE: Liqo templates/liqo-wireguard-gateway-server-template.yaml, templates/_helpers.tpl (selectorTemplate)@v1.0.0,
 * @v1.2.0; build/gateway/wireguard/Dockerfile@v1.0.0, build/liqo/Dockerfile@v1.2.0.
 */
export function gatewayServerPod({
  namespace,
  name,
}: Pick<GatewayServerFacts, 'namespace' | 'name'>): GatewayPodSearch {
  const labels = `networking.liqo.io/component=gateway,networking.liqo.io/gateway-name=${name},networking.liqo.io/active=true`;
  return { namespace, labels, container: 'wireguard', hasOwnNetwork: true };
}

/** Finds the pod of a gateway. Fails with a reason that ends a sentence. */
export async function findGatewayPod(
  connection: ClusterConnection,
  search: GatewayPodSearch,
): Promise<Result<GatewayPod, string>> {
  const { namespace, labels, hasOwnNetwork } = search;
  const query = new URLSearchParams({ labelSelector: labels, limit: '20' }).toString();
  const listed = await connection.read(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?${query}`, {
    verb: 'list',
    resource: 'pods',
    namespace,
  });
  if (!listed.ok) {
    return failure(
      listed.failure.code === 'forbidden'
        ? `the kubeconfig's user may not list pods in namespace ${namespace}`
        : `the pods in namespace ${namespace} could not be listed: ${listed.failure.message}`,
    );
  }
  const parsed = podsSchema.safeParse(listed.value);
  if (!parsed.success) return failure(`the pods in namespace ${namespace} could not be understood`);
  const running = parsed.data.items.filter(
    ({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running',
  );
  const [pod, ...others] = running;
  if (pod === undefined) {
    return failure(`no running pod in namespace ${namespace} is labelled ${labels}`);
  }
  if (others.length > 0) {
    return failure(`${running.length} running pods in namespace ${namespace} are labelled ${labels}`);
  }
  const { containers, nodeName = '' } = pod.spec;
  const container = containers.find(({ name }) => name === search.container) ?? containers[0];
  return container === undefined
    ? failure(`pod ${pod.metadata.name} has no container`)
    : success({
        namespace,
        name: pod.metadata.name,
        node: printable(nodeName),
        container: container.name,
        hasOwnNetwork,
      });
}
