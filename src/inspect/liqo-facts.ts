import type { LiqoFacts, ServiceFacts } from '../model/cluster-facts.js';
import { known, mapFact, unknown, valueOf, type Fact } from '../model/fact.js';
import type { ClusterReadings } from './cluster-readings.js';
import { argumentOf, findComponent, isArgumentSet } from './deployment-arguments.js';
import { authIngressOf } from './ingress-facts.js';
import type { Deployment } from './kubernetes-objects.js';
import { activePeeringsOf } from './active-peerings.js';
import { isLiqoInstalled, type PresenceQuery } from './liqo-presence.js';
import { generationFrom, liqoVersionOf } from './liqo-release.js';
import type { ClusterReader } from './reading.js';
import { authServiceOf, gatewayServiceOf } from './service-facts.js';

/** Everything that is known of Liqo in a cluster. */
export async function liqoFactsOf(
  reader: ClusterReader,
  query: Omit<PresenceQuery, 'early'>,
): Promise<LiqoFacts> {
  const { readings, liqoNamespace } = query;
  const authService = authServiceOf(readings.services, readings.endpointSlices);
  const gatewayService = gatewayServiceOf(readings.services, readings.endpointSlices);
  const early = { auth: isThere(authService), gateway: isThere(gatewayService) };
  const installed = await isLiqoInstalled(reader, { ...query, early });
  const version = liqoVersionOf(readings.deployments);
  const services = {
    authService,
    authIngress: authIngressOf(readings.ingresses, valueOf(authService)),
    gatewayService,
  };
  if (installed.known && !installed.value) return { ...absentLiqo(liqoNamespace, installed), ...services };
  const generation = generationFrom(version, readings, early);
  return {
    namespace: liqoNamespace,
    installed,
    generation,
    version,
    clusterId: clusterIdOf(readings, liqoNamespace),
    ...services,
    authTls: authTlsOf(readings.deployments, valueOf(authService)),
    ...argumentsOf(readings.deployments),
    activePeerings: activePeeringsOf(readings, generation),
    proxy: mapFact(readings.deployments, (list) => findComponent(list ?? [], 'proxy') !== undefined),
  };
}

function isThere(service: Fact<ServiceFacts | null>): boolean {
  return service.known && service.value !== null;
}

type AbsentFacts = Omit<LiqoFacts, 'authService' | 'authIngress' | 'gatewayService'>;

function absentLiqo(namespace: string, installed: Fact<boolean>): AbsentFacts {
  const absent = unknown('Liqo is not installed');
  return {
    namespace,
    installed,
    generation: absent,
    version: absent,
    clusterId: absent,
    authTls: absent,
    apiServerOverride: absent,
    trustedCa: absent,
    authAddressOverride: absent,
    authPortOverride: absent,
    proxy: absent,
    activePeerings: known([], 'Liqo is not installed'),
  };
}

/** SOURCE: Liqo pkg/consts/clusterid.go@v0.3.0, @v0.3.2; templates/liqo-clusterid-configmap.yaml@v1.2.0. */
function clusterIdOf(readings: ClusterReadings, namespace: string): Fact<string> {
  const { clusterId, earlyClusterId } = readings;
  if (!clusterId.known) return clusterId;
  const value = clusterId.value?.data?.['CLUSTER_ID'];
  if (value !== undefined && value !== '') return known(value, clusterId.source);
  const early = valueOf(earlyClusterId)?.data?.['cluster-id'];
  if (early !== undefined && early !== '' && earlyClusterId.known) return known(early, earlyClusterId.source);
  return unknown(`namespace ${namespace} has no ConfigMap liqo-clusterid-configmap with a cluster ID`);
}

/** The argument of liqo-auth, else the port its Service leads to: 8443 with TLS and 5000 without. */
function authTlsOf(
  deployments: ClusterReadings['deployments'],
  service: ServiceFacts | null | undefined,
): Fact<boolean> {
  const auth = findComponent(valueOf(deployments) ?? [], 'auth');
  if (auth !== undefined) {
    return known(isArgumentSet(auth, '--enable-tls'), `arguments of Deployment ${auth.metadata.name}`);
  }
  const targetPort = service?.ports[0]?.targetPort;
  if (targetPort === 8443 || targetPort === 5000) {
    return known(targetPort === 8443, `target port ${targetPort} of Service ${service?.name ?? 'liqo-auth'}`);
  }
  return deployments.known ? unknown('there is no Deployment of liqo-auth') : deployments;
}

type ArgumentFacts = Pick<
  LiqoFacts,
  'apiServerOverride' | 'trustedCa' | 'authAddressOverride' | 'authPortOverride'
>;

/** What Liqo's components were told on their command lines. An empty value is as good as none. */
function argumentsOf(deployments: ClusterReadings['deployments']): ArgumentFacts {
  const list = valueOf(deployments) ?? [];
  const manager = findComponent(list, 'controller-manager');
  const auth = findComponent(list, 'auth');
  const unread = deployments.known
    ? unknown('there is no Deployment of liqo-controller-manager')
    : deployments;
  // Up to v0.10 it is liqo-auth that tells the API server's address to peers, later the controller manager.
  const teller = auth ?? manager;
  const [override, trusted] =
    auth === undefined
      ? ['--api-server-address-override', '--trusted-ca']
      : ['--advertise-api-server-address', '--advertise-api-server-trusted-ca'];
  return {
    apiServerOverride: teller === undefined ? unread : argumentFact(teller, override),
    trustedCa:
      teller === undefined
        ? unread
        : known(isArgumentSet(teller, trusted), `arguments of Deployment ${teller.metadata.name}`),
    authAddressOverride:
      manager === undefined ? unread : argumentFact(manager, '--auth-service-address-override'),
    authPortOverride: manager === undefined ? unread : argumentFact(manager, '--auth-service-port-override'),
  };
}

function argumentFact(deployment: Deployment, name: string): Fact<string | null> {
  const value = argumentOf(deployment, name);
  const { name: deploymentName } = deployment.metadata;
  return value === undefined || value === ''
    ? known(null, `arguments of Deployment ${deploymentName}`)
    : known(value, `argument ${name} of Deployment ${deploymentName}`);
}
