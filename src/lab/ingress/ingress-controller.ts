import type { ClusterApi } from '../api/cluster-api.js';
import { resources } from '../api/resources.js';
import { seedNamespace } from '../cluster/base-objects.js';
import { seed } from '../cluster/seed.js';
import type { LiqoSite } from '../installed-liqo/install-v0-10.js';
import type { ClusterHost } from '../network/lab-network.js';
import type { IngressControllerSpec } from '../topology/ingress-spec.js';
import { ingressControllerService } from '../topology/ingress-spec.js';
import { startControllerServer } from './controller-server.js';
import { ingressRoute } from './ingress-rules.js';
import { ingressNodePort } from '../topology/asked-node-ports.js';

/** What answers in place of a controller. */
export interface RunningController {
  /** Port on 127.0.0.1 that the controller's hosts lead to; absent for a program that listens at the hosts itself. */
  readonly port?: number;
  close(): Promise<void>;
}

/** Starts what answers at a controller's port, at each of `hosts`; its backends are reached from `host`. */
export type StartController = (
  host: ClusterHost,
  controller: IngressControllerSpec,
  hosts: readonly ClusterHost[],
) => Promise<RunningController>;

const namespace = 'ingress-nginx';
const labels = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' };
const httpsPort = 443;

/** Installs the Ingress controller that the cluster's spec names, if it names one, with its class. */
export async function installIngressController(
  site: LiqoSite,
  start: StartController = startFor(site),
): Promise<RunningController | undefined> {
  const { api } = site;
  const { ingressController: controller } = api.spec;
  if (controller === undefined) return undefined;
  seedNamespace(api, namespace);
  seedClass(api, controller);
  const hosts = controller.exposure === 'load-balancer' ? [seedBalanced(site)] : nodesOf(site);
  const [first] = hosts;
  if (first === undefined) return undefined;
  const running = await start(first, controller, hosts);
  if (running.port === undefined) return running;
  for (const host of hosts) {
    site.network.listenTcp(host, httpsPort, { loopbackPort: running.port, secret: '' });
  }
  return running;
}

function seedClass(api: ClusterApi, { className, isDefaultClass }: IngressControllerSpec): void {
  seed(api, resources.ingressClasses, {
    metadata: {
      name: className,
      ...(isDefaultClass && { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }),
    },
    spec: { controller: 'k8s.io/ingress-nginx' },
  });
}

function seedBalanced({ api, network, addresses, node }: LiqoSite): ClusterHost {
  const pod = { kind: 'pod', side: api.side, node, address: addresses.next(node) } as const;
  network.addPod(pod);
  seed(api, resources.pods, {
    metadata: { generateName: `${ingressControllerService}-`, namespace, labels },
    spec: { nodeName: node, containers: [{ name: 'controller' }] },
    status: {
      phase: 'Running',
      podIP: pod.address,
      podIPs: [{ ip: pod.address }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
  seed(api, resources.services, {
    metadata: { name: ingressControllerService, namespace, labels },
    spec: {
      type: 'LoadBalancer',
      selector: labels,
      ports: [
        { name: 'https', protocol: 'TCP', port: httpsPort, targetPort: httpsPort, nodePort: ingressNodePort },
      ],
    },
  });
  return pod;
}

function nodesOf({ api, network }: LiqoSite): readonly ClusterHost[] {
  const { nodes } = network.topology.sites[api.side];
  return nodes.map(({ name }) => ({ kind: 'node', side: api.side, node: name }));
}

function startFor({ api, network }: LiqoSite): StartController {
  return (host, controller) =>
    startControllerServer({
      route: (name) => ingressRoute(api.store, controller, name),
      dial: (to) => network.loopbackPortBehind(host, to),
    });
}
