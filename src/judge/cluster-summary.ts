import type { ClusterFacts, ServiceFacts } from '../model/cluster-facts.js';
import { valueOf, type Fact } from '../model/fact.js';
import type { ClusterSummary } from '../model/report.js';

/** What a report shows of one cluster; what could not be read is `null`. */
export function summariseCluster(facts: ClusterFacts): ClusterSummary {
  const { liqo, platform, apiServer, cidrs } = facts;
  return {
    name: facts.name,
    clusterId: orNull(liqo.clusterId),
    liqoVersion: orNull(liqo.version),
    kubernetesVersion: orNull(facts.kubernetesVersion),
    platform: { provider: platform.provider, managed: orNull(platform.managed) },
    nodes: (valueOf(facts.nodes) ?? []).map(({ name, ready, addresses }) => ({
      name,
      ready,
      addresses: addresses.map(({ type, address }) => ({ type, address })),
    })),
    apiServer: { url: apiServer.kubeconfigUrl, certificateNames: listOrNull(apiServer.certificateNames) },
    services: {
      auth: summariseService(orNull(liqo.authService)),
      gateway: summariseService(orNull(liqo.gatewayService)),
    },
    cidrs: { pod: listOrNull(cidrs.pod), service: listOrNull(cidrs.service) },
  };
}

function summariseService(service: ServiceFacts | null): ClusterSummary['services']['auth'] {
  if (service === null) return null;
  return {
    type: service.type,
    // As kubectl prints them: port:nodePort/protocol.
    ports: service.ports.map(({ port, nodePort, protocol }) =>
      nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`,
    ),
    addresses: service.loadBalancer.flatMap(({ ip, hostname }) =>
      [ip, hostname].filter((one) => one !== undefined),
    ),
  };
}

function orNull<T>(fact: Fact<T>): T | null {
  return fact.known ? fact.value : null;
}

function listOrNull(fact: Fact<readonly string[]>): string[] | null {
  return fact.known ? [...fact.value] : null;
}
