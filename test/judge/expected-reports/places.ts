import type {
  ClusterFacts,
  IngressFacts,
  LiqoFacts,
  NodeAddress,
  ServiceFacts,
} from '../../../src/model/cluster-facts.js';
import { known } from '../../../src/model/fact.js';
import type { Certificate, Observation, Outcome } from '../../../src/model/observation.js';
import { serviceSchema, type ServiceId, type Side, sideSchema } from '../../../src/model/peering.js';
import {
  addresses,
  authServiceFacts,
  clusterFacts,
  type ClusterOverrides,
  earlyLiqoFacts,
  gatewayServiceFacts,
  liqoFacts,
  nodeFacts,
} from '../../helpers/cluster-facts.js';
import { observation } from '../run.js';

const source = 'a test';

/** The releases of the expected reports, each with a Kubernetes version of its time. */
const kubernetesOf = {
  'v0.3.2': 'v1.22.5',
  'v0.4.0': 'v1.23.5',
  'v0.10.3': 'v1.29.4',
  'v1.2.0': 'v1.35.1',
} as const;

export type Version = keyof typeof kubernetesOf;

/** The address ranges of two clusters that do not overlap. */
const ranges = {
  local: { pod: '10.244.0.0/16', service: '10.96.0.0/12', external: '10.70.0.0/16' },
  remote: { pod: '10.42.0.0/16', service: '10.43.0.0/16', external: '10.71.0.0/16' },
} as const;

function rangesOf(side: Side): NonNullable<ClusterOverrides['cidrs']> {
  const { pod, service, external } = ranges[side];
  return {
    pod: known([pod], source),
    podOfNodes: known([pod.replace('/16', '/24')], source),
    service: known([service], source),
    external: known([external], source),
  };
}

/** What both kinds of place may tell otherwise than usual. */
interface Place {
  readonly auth?: Partial<ServiceFacts>;
  readonly gateway?: Partial<ServiceFacts>;
  readonly ingress?: Partial<IngressFacts>;
  readonly certificateNames?: readonly string[];
  readonly liqo?: Partial<LiqoFacts>;
  /** The MTU that liqoctl v0.3 and v0.4 set here. */
  readonly earlyMtu?: number;
}

interface InstalledLiqo {
  readonly services: Pick<LiqoFacts, 'apiServerOverride' | 'eksCluster' | 'authService' | 'gatewayService'>;
  readonly reserved: string;
  readonly place: Place;
}

/** Facts of Liqo of a release, whose Services are given; `reserved` are the subnets of the nodes. */
function installed(side: Side, version: Version, { services, reserved, place }: InstalledLiqo): LiqoFacts {
  const common = {
    clusterId: known(`id-of-${side}`, source),
    reservedRanges: known([reserved], source),
    ...place.liqo,
  };
  if (version === 'v1.2.0')
    return liqoFacts({
      ...common,
      apiServerOverride: services.apiServerOverride,
      eksCluster: services.eksCluster,
      ...place.liqo,
    });
  return earlyLiqoFacts(version, {
    tunnelMtu: known(version === 'v0.10.3' ? 1340 : (place.earlyMtu ?? 1440), source),
    ...(version === 'v0.3.2' && { proxy: known(false, source) }),
    ...services,
    ...(place.ingress !== undefined && {
      authIngress: known(
        {
          name: 'liqo-auth',
          host: 'auth.example.org',
          className: 'nginx',
          annotations: {},
          tls: true,
          addresses: [{ ip: '203.0.113.30' }],
          ...place.ingress,
        },
        source,
      ),
    }),
    ...common,
  });
}

/** A managed cluster of a public cloud. */
export interface Cloud extends Place {
  readonly provider: 'eks' | 'gke' | 'aks';
  /** Name or address of its API server, at port 443. */
  readonly apiHost: string;
  /** Addresses of its two load balancers, where Liqo has such Services. */
  readonly authAddress?: string;
  readonly gatewayAddress?: string;
  readonly nodes: readonly NodeAddress[];
}

const signs = {
  eks: { providerId: 'aws:///eu-west-1a/i-0a', image: 'Amazon Linux 2023', suffix: '-eks-595af52' },
  gke: {
    providerId: 'gce://project/zone/a',
    image: 'Ubuntu 22.04.4 LTS',
    suffix: '-gke.1200',
  },
  aks: { providerId: 'azure:///subscriptions/a', image: 'Ubuntu 24.04.1 LTS', suffix: '' },
} as const;

/** A cloud's cluster with what `liqoctl install eks`, `gke` or `aks` sets: load balancers and the API server's name. */
export function cloud(side: Side, version: Version, place: Cloud): ClusterFacts {
  const { provider, apiHost, authAddress = '198.51.100.20', gatewayAddress = '198.51.100.21', nodes } = place;
  const url = `https://${apiHost}`;
  const { providerId, image, suffix } = signs[provider];
  const node = nodeFacts({ name: 'pool-a', addresses: nodes, providerId, osImage: image });
  const [first] = nodes;
  const reserved = `${(first?.address ?? '10.0.0.0').split('.').slice(0, 2).join('.')}.0.0/16`;
  const services = {
    apiServerOverride: known(url, source),
    eksCluster: known(provider === 'eks' ? 'peer' : null, source),
    authService: known(
      authServiceFacts({ type: 'LoadBalancer', loadBalancer: [{ ip: authAddress }], ...place.auth }),
      source,
    ),
    gatewayService: known(
      gatewayServiceFacts({
        type: 'LoadBalancer',
        loadBalancer: [{ ip: gatewayAddress }],
        annotations: provider === 'eks' ? { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' } : {},
        ...place.gateway,
      }),
      source,
    ),
  };
  return clusterFacts(side, {
    kubernetesVersion: known(`${kubernetesOf[version]}${suffix}`, source),
    nodes: known([node], source),
    platform: {
      provider,
      cloud: known(true, source),
      managed: known(true, source),
      evidence: [`The provider IDs of the nodes begin with ${providerId.split(':')[0] ?? ''}://.`],
    },
    apiServer: {
      kubeconfigUrl: url,
      listeners: known([{ address: '10.0.3.7', port: 443 }], source),
      certificateNames: known(place.certificateNames ?? [apiHost, 'kubernetes'], source),
    },
    cidrs: rangesOf(side),
    liqo: installed(side, version, { services, reserved, place }),
  });
}

/** A cluster on premises with one node, `address`. */
export interface Premises extends Place {
  readonly address: string;
  /** The node's ExternalIP, where it has one beside. */
  readonly external?: string;
  readonly provider?: 'kubeadm' | 'k3s' | 'microk8s';
  readonly kubeconfigUrl?: string;
  /** The port that the API server listens at; 6443 unless given. */
  readonly listensAt?: number;
  /** `apiServer.address`, where it is set. */
  readonly apiServerAddress?: string;
}

/** A cluster on premises: auth is the NodePort 30443, the gateway the NodePort 31871, the API server at port 6443. */
export function premises(side: Side, version: Version, place: Premises): ClusterFacts {
  const { address, external, provider = 'kubeadm', apiServerAddress } = place;
  const own = addresses(['InternalIP', address], ['Hostname', 'edge']);
  const node = nodeFacts({
    name: 'edge',
    addresses: external === undefined ? own : [...own, ...addresses(['ExternalIP', external])],
    labels: { 'node-role.kubernetes.io/control-plane': '' },
  });
  const services = {
    apiServerOverride: known(apiServerAddress ?? null, source),
    eksCluster: known(null, source),
    authService: known(authServiceFacts(place.auth), source),
    gatewayService: known(
      gatewayServiceFacts({ annotations: { 'net.liqo.io/gatewayNodeIP': address }, ...place.gateway }),
      source,
    ),
  };
  const reserved = `${address.split('.').slice(0, 3).join('.')}.0/24`;
  return clusterFacts(side, {
    kubernetesVersion: known(kubernetesOf[version], source),
    platform: { provider },
    nodes: known([node], source),
    apiServer: {
      kubeconfigUrl: place.kubeconfigUrl ?? `https://${address}:6443`,
      listeners: known([{ address, port: place.listensAt ?? 6443 }], source),
      certificateNames: known(
        place.certificateNames ?? ['kubernetes', address, ...(external === undefined ? [] : [external])],
        source,
      ),
    },
    cidrs: rangesOf(side),
    liqo: installed(side, version, { services, reserved, place }),
  });
}

/** `auth of remote at 198.51.100.20:443`: a service and the address at which it was probed. */
export type Probed = `${ServiceId} of ${Side} at ${string}:${number}`;

/** What an API server shows whose authority and names suit the peer. */
const goodCertificate: Certificate = {
  subject: 'CN=kube-apiserver',
  issuer: 'CN=kubernetes',
  names: ['kubernetes'],
  notBefore: '2025-01-01T00:00:00.000Z',
  notAfter: '2035-01-01T00:00:00.000Z',
  fingerprint: 'AB',
  trusted: true,
  nameMatches: true,
};

/** What the other cluster's pod saw where Liqo advertises a service; an answer of auth names its cluster, one of an API server has a good certificate. */
export function saw(probed: Probed, outcome: Outcome, more: Partial<Observation> = {}): Observation {
  const [service = '', , side = '', , at = ''] = probed.split(' ');
  const target = sideSchema.parse(side);
  const colon = at.lastIndexOf(':');
  return observation({
    purpose: 'endpoint',
    service: serviceSchema.parse(service),
    target,
    host: at.slice(0, colon),
    port: Number(at.slice(colon + 1)),
    outcome,
    ...(service === 'auth' && outcome === 'open' && { clusterId: `id-of-${target}` }),
    ...(service === 'apiServer' && outcome === 'open' && { certificate: goodCertificate }),
    ...more,
  });
}
