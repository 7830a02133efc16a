import { controllerInPool } from '../topology/ingress-spec.js';
import type { ClusterApi } from '../api/cluster-api.js';
import { resources } from '../api/resources.js';
import { seed } from '../cluster/seed.js';
import type { LiqoAuthSpec, LiqoV0Version } from '../topology/cluster-spec.js';
import { readsAnnotations } from '../topology/liqo-spec.js';
import { lanAddress } from '../network/machines.js';
import type { LabNetwork } from '../network/lab-network.js';
import { chartLabels, liqoNamespace } from './chart-objects.js';
import type { LiqoSite } from './install-v0-10.js';

/**
 * The Ingress that the chart makes in front of liqo-auth. Its class is an annotation up to v0.8.1 and a field from
 * v0.8.3 on; where it has none, admission gives it the default one, if there is any.
 *
 * Source: templates/liqo-auth-ingress.yaml@v0.3.2,@v0.8.0,@v0.10.3; Kubernetes admission plugin DefaultIngressClass.
 */
export function seedAuthIngress(
  { api, network }: Pick<LiqoSite, 'api' | 'network'>,
  version: LiqoV0Version,
  auth: LiqoAuthSpec,
): void {
  const { ingress } = auth;
  if (ingress === undefined) return;
  const { host, annotations } = ingress;
  const name = 'liqo-auth';
  const isAnnotated = version !== 'v0.10.3';
  const { ingressController: controller } = api.spec;
  const defaultClass = controller?.isDefaultClass === true ? controller.className : undefined;
  const className = ingress.class === undefined ? defaultClass : isAnnotated ? undefined : ingress.class;
  const isServed = (ingress.class ?? defaultClass) === controller?.className;
  const backend = { service: { name, port: { number: auth.tls === false ? 5000 : 443 } } };
  seed(api, resources.ingresses, {
    metadata: {
      name,
      namespace: liqoNamespace,
      labels: chartLabels('auth', 'discovery', version),
      annotations: {
        ...annotations,
        ...(isAnnotated && ingress.class !== undefined && { 'kubernetes.io/ingress.class': ingress.class }),
      },
    },
    spec: {
      ...(className !== undefined && { ingressClassName: className }),
      rules: [
        {
          ...(host !== '' && { host }),
          http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
        },
      ],
      tls: [host === '' ? { hosts: [] } : { hosts: [host], secretName: name }],
    },
    ...(isServed && { status: { loadBalancer: { ingress: publishedBy(api, network) } } }),
  });
}

/** Where a controller says to serve its Ingresses: its load balancer, or its nodes. */
function publishedBy({ side, spec }: ClusterApi, network: LabNetwork): readonly object[] {
  const { ingressController: controller, loadBalancer } = spec;
  if (controller?.exposure === 'node-ports') {
    return network.topology.sites[side].nodes.map((node) => ({ ip: lanAddress(node) }));
  }
  if (controller === undefined || loadBalancer.kind !== 'address') return [];
  const ip = controllerInPool(loadBalancer);
  if (ip === undefined) return [];
  const { pool, domain, entries } = loadBalancer;
  if (domain === undefined) return [{ ip }];
  const hostname = `lb-${pool.indexOf(ip) + 1}.${domain}`;
  return [entries === 'both' ? { ip, hostname } : { hostname }];
}

/** What Liqo is told to advertise; `undefined` for nothing. */
export interface ToldOverrides {
  readonly address: string | undefined;
  readonly port: string | undefined;
}

/**
 * What the chart tells Liqo of the Ingress, where nothing else was set: its host, even an empty one, and port 443.
 *
 * Source: templates/liqo-auth-service.yaml@v0.8.0,@v0.10.3.
 */
export function toldByChart({ overrideAddress, overridePort, ingress }: LiqoAuthSpec): ToldOverrides {
  const port = overridePort === undefined ? undefined : String(overridePort);
  if (ingress === undefined) return { address: overrideAddress, port };
  const isSet = overrideAddress !== undefined && overrideAddress !== '';
  return { address: isSet ? overrideAddress : ingress.host, port: port ?? '443' };
}

/**
 * The arguments of liqo-controller-manager before v0.6: the host of the Ingress from the chart, and after it what was
 * added by hand, since the chart has no value for another address.
 *
 * Source: templates/liqo-controller-manager.yaml@v0.3.2, liqo-controller-manager-deployment.yaml@v0.5.4.
 */
export function overrideArguments(version: LiqoV0Version, auth: LiqoAuthSpec): string[] {
  if (readsAnnotations(version)) return [];
  const { port } = toldByChart(auth);
  const hosts = [auth.ingress?.host, auth.overrideAddress].filter((host) => host !== undefined);
  const arguments_ = hosts.map((host) => `--auth-service-address-override=${host}`);
  return port === undefined ? arguments_ : [...arguments_, `--auth-service-port-override=${port}`];
}
