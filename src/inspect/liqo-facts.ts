import type { LiqoFacts, ServiceFacts } from '../model/cluster-facts.js';
import { known, mapFact, unknown, valueOf, type Fact } from '../model/fact.js';
import { activePeeringsOf } from './active-peerings.js';
import type { ClusterReadings } from './cluster-readings.js';
import { deploymentOf } from './components.js';
import { argumentsSource, isArgumentSet } from './deployment-arguments.js';
import { gatewayServersOf } from './gateway-servers.js';
import { authIngressOf, withClasses } from './ingress-facts.js';
import { liqoArgumentsOf } from './liqo-arguments.js';
import { generationFrom } from './liqo-generation.js';
import { liqoNetworkFactsOf } from './liqo-network-facts.js';
import { proxyEnvironmentFactOf } from './proxy-environment.js';
import { isLiqoInstalled, type PresenceQuery } from './liqo-presence.js';
import { liqoVersionOf } from './liqo-release.js';
import type { ClusterReader } from './reading.js';
import { authServiceOf, gatewayServiceOf } from './service-facts.js';

/** Everything that is known of Liqo in a cluster. */
export async function liqoFactsOf(
  reader: ClusterReader,
  query: Omit<PresenceQuery, 'early'>,
): Promise<LiqoFacts> {
  const { readings, liqoNamespace } = query;
  const authService = authServiceOf(readings);
  const gatewayService = gatewayServiceOf(readings);
  const early = { auth: valueOf(authService) ?? undefined, gateway: valueOf(gatewayService) ?? undefined };
  const installed = await isLiqoInstalled(reader, { ...query, early });
  const services = {
    authService,
    authIngress: await withClasses(authIngressOf(readings.ingresses, early.auth), reader),
    gatewayService,
  };
  if (installed.known && !installed.value) return { ...absentLiqo(liqoNamespace, installed), ...services };
  const version = liqoVersionOf(readings);
  const generation = generationFrom(version, readings, early);
  return {
    namespace: liqoNamespace,
    installed,
    generation,
    version,
    clusterId: clusterIdOf(readings, liqoNamespace),
    ...services,
    authTls: authTlsOf(readings, early.auth),
    ...liqoArgumentsOf(readings),
    ...liqoNetworkFactsOf(readings, generation),
    activePeerings: activePeeringsOf(readings, generation),
    gatewayServers: gatewayServersOf(readings, generation),
    proxyEnvironment: proxyEnvironmentFactOf(readings),
    proxy: mapFact(deploymentOf(readings, 'proxy'), (proxy) => proxy !== undefined),
  };
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
    shadowedAddressOverride: absent,
    caOverride: absent,
    eksCluster: absent,
    tunnelMtu: absent,
    reservedRanges: absent,
    lanDiscovery: absent,
    proxyEnvironment: absent,
    proxy: absent,
    activePeerings: known([], 'Liqo is not installed'),
    gatewayServers: known([], 'Liqo is not installed'),
  };
}

/** SOURCE: Liqo pkg/consts/clusterid.go@v0.3.0, @v0.3.2; templates/liqo-clusterid-configmap.yaml@v1.2.0. */
function clusterIdOf(readings: ClusterReadings, namespace: string): Fact<string> {
  const { clusterId, earlyClusterId } = readings;
  if (!clusterId.known) return clusterId;
  const value = clusterId.value?.data?.CLUSTER_ID ?? '';
  if (value !== '') return known(value, clusterId.source);
  const early = valueOf(earlyClusterId)?.data?.['cluster-id'] ?? '';
  if (early !== '' && earlyClusterId.known) return known(early, earlyClusterId.source);
  return unknown(`namespace ${namespace} has no ConfigMap liqo-clusterid-configmap with a cluster ID`);
}

/** The argument of liqo-auth, else the port its Service leads to: 8443 with TLS and 5000 without. */
function authTlsOf(readings: ClusterReadings, service: ServiceFacts | undefined): Fact<boolean> {
  const auth = deploymentOf(readings, 'auth');
  if (auth.known && auth.value !== undefined) {
    return known(isArgumentSet(auth.value, '--enable-tls'), argumentsSource(auth.value));
  }
  const targetPort = service?.ports[0]?.targetPort;
  if (targetPort === 8443 || targetPort === 5000) {
    return known(targetPort === 8443, `target port ${targetPort} of Service ${service?.name ?? 'liqo-auth'}`);
  }
  return auth.known ? unknown('there is no Deployment of liqo-auth') : auth;
}
