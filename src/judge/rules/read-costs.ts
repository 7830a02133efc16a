import type { ClusterFacts, ServiceFacts } from '../../model/cluster-facts.js';
import { valueOf, type Fact } from '../../model/fact.js';

/** What a resource tells, and so what it costs when it may not be read. */
export interface ReadCost {
  /** Names as permissions have them, with the object's name where one is meant; else plural names without groups. */
  readonly resources: readonly string[];
  /** What stays unknown, as the end of the sentence "Without it …". */
  readonly cost: string;
  /** The facts that it tells, as far as checks need them; none where it is for information only. */
  readonly facts: (facts: ClusterFacts) => readonly Fact<unknown>[];
}

const nothingNeeded = (): readonly Fact<unknown>[] => [];

/** What each read tells. */
export const readCosts: readonly ReadCost[] = [
  {
    resources: ['nodes'],
    cost: 'the address that Liqo takes from a node for the API server and for node ports is unknown, and so are the kernels and the networks of the nodes',
    facts: ({ nodes }) => [nodes],
  },
  {
    resources: ['deployments'],
    cost: 'the release of Liqo, its overrides of addresses, its MTU, its AWS credentials and its proxy are unknown',
    facts: ({ liqo }) => [liqo.version, liqo.apiServerOverride, liqo.authTls],
  },
  {
    resources: ['services'],
    cost: 'the addresses of the authentication server and of the gateway are unknown',
    facts: ({ liqo }) => [liqo.authService, liqo.gatewayService],
  },
  {
    resources: ['endpointslices.discovery.k8s.io/kubernetes'],
    cost: 'the port on which the API server really listens is unknown',
    facts: nothingNeeded,
  },
  {
    resources: ['endpointslices'],
    cost: 'whether pods are ready behind the Services of Liqo is unknown',
    facts: ({ liqo }) => servicesOf(liqo).map(({ readyEndpoints }) => readyEndpoints),
  },
  {
    resources: ['ingresses'],
    cost: 'whether an Ingress leads to the authentication server is unknown',
    facts: ({ liqo }) => [liqo.authIngress],
  },
  {
    resources: ['ingressclasses'],
    cost: 'whether a controller answers for the class of that Ingress is unknown',
    facts: nothingNeeded,
  },
  {
    resources: ['configmaps/kube-root-ca.crt'],
    cost: 'the authority that pods trust, and Liqo hands to the peer, has to be taken from the kubeconfig',
    facts: ({ apiServer }) => [apiServer.certificateAuthority],
  },
  {
    resources: ['configmaps'],
    cost: 'the Liqo cluster ID is unknown',
    facts: ({ liqo }) => [liqo.clusterId],
  },
  {
    resources: ['customresourcedefinitions'],
    cost: 'whether Liqo is installed, and which generation, has to be told by other objects',
    facts: ({ liqo }) => [liqo.installed, liqo.generation],
  },
  {
    resources: ['networks', 'ipamstorages', 'servicecidrs'],
    cost: 'address ranges of the cluster are unknown, and whether they overlap with those of the other one',
    facts: ({ cidrs, liqo }) => [cidrs.pod, cidrs.service, cidrs.external, liqo.reservedRanges],
  },
  {
    resources: ['foreignclusters'],
    cost: 'which peerings are active, and would be disturbed by a change, is unknown',
    facts: ({ liqo }) => [liqo.activePeerings],
  },
  {
    resources: ['gatewayservers'],
    cost: 'whether a gateway server for the other cluster exists already is unknown, and it is not probed',
    facts: nothingNeeded,
  },
  {
    resources: ['namespaces'],
    cost: 'whether both kubeconfigs mean the same cluster is unknown',
    facts: ({ uid }) => [uid],
  },
  {
    resources: ['events'],
    cost: 'why a load balancer has no address is unknown',
    facts: nothingNeeded,
  },
  {
    resources: ['daemonsets'],
    cost: 'which network plugin runs is unknown',
    facts: nothingNeeded,
  },
];

function servicesOf({
  authService,
  gatewayService,
}: Pick<ClusterFacts['liqo'], 'authService' | 'gatewayService'>): readonly ServiceFacts[] {
  return [valueOf(authService), valueOf(gatewayService)].filter(
    (service): service is ServiceFacts => service !== undefined && service !== null,
  );
}
