import type { ClusterSpec } from '../../../src/lab/topology/cluster-spec.js';
import { pair } from '../../../src/lab/topology/pair.js';
import type { FirewallRule, NatGateway, Site } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import { serversOf } from '../../lab/prove/in-process-check.js';
import type { Situation } from '../../lab/prove/expected.js';
import type { LabClusterName } from './cluster-lab.js';
import { type Generation, releases } from './situations.js';

/** Where the nodes and the operator are, and what stands between them. */
interface Plan {
  readonly a: Place;
  readonly b: Place;
  readonly operator: string;
}

interface Place {
  readonly lan: string;
  readonly prefix: string;
  readonly host: number;
  readonly nat?: NatGateway;
}

const publicA = '203.0.113.10';
const behindNat = { lan: 'lan-a', prefix: '192.168.1', host: 11 } as const;
const publicB: Place = { lan: 'lan-b', prefix: '198.51.100', host: 20 };

function hiddenA(forwards: NatGateway['forwards']): Plan {
  return {
    a: { ...behindNat, nat: { publicAddress: publicA, forwards } },
    b: publicB,
    operator: '192.168.1.5',
  };
}

const forwardTo = (protocol: 'tcp' | 'udp', port: number) =>
  ({ protocol, publicPort: port, targetAddress: '192.168.1.11', targetPort: port }) as const;

/** One node each, by what lies between: a bridge; a router; a NAT in front of `a`; that with three forwards. */
const plans: Readonly<Record<string, Plan>> = {
  flat: {
    a: { lan: 'lan', prefix: '192.168.50', host: 11 },
    b: { lan: 'lan', prefix: '192.168.50', host: 12 },
    operator: '192.168.50.5',
  },
  routed: { a: { lan: 'lan-a', prefix: '203.0.113', host: 10 }, b: publicB, operator: '203.0.113.5' },
  'a-nat': hiddenA([]),
  'a-nat-pf': hiddenA([forwardTo('tcp', 6443), forwardTo('tcp', 30_443), forwardTo('udp', 31_840)]),
};

/** What filters on the way between the clusters do, in both directions. */
const filters: Readonly<Record<string, readonly FirewallRule[]>> = {
  'udp-dropped': bothWays({ protocol: 'udp', action: 'drop' }),
  'udp-rejected': bothWays({ protocol: 'udp', action: 'reject-port-unreachable' }),
};

function bothWays(rule: Omit<FirewallRule, 'direction'>): FirewallRule[] {
  return [
    { ...rule, direction: 'in' },
    { ...rule, direction: 'out' },
  ];
}

/** The names by which a lab of real clusters can be described: a network, and what filters there, if anything. */
export const clusterLabNames: readonly string[] = Object.keys(plans).flatMap((network) => [
  network,
  ...Object.keys(filters).map((filter) => `${network}+${filter}`),
]);

/** The situation of two real clusters without Liqo, one of which is to be the consumer. */
export function clusterLabSituation(
  name: string,
  consumer: LabClusterName,
  generation: Generation,
): Situation {
  const topology = topologyOf(name, consumer);
  return {
    topology,
    intent: {
      liqoVersion: releases[generation],
      peering: 'out-of-band',
      networkingDisabled: false,
      gateway: {},
    },
    servers: serversOf(topology, 'usual'),
    capture: false,
  };
}

function topologyOf(name: string, consumer: LabClusterName): Topology {
  const [network = '', filter] = name.split('+');
  const plan = plans[network];
  const firewall = filter === undefined ? [] : filters[filter];
  if (plan === undefined || firewall === undefined) {
    throw new TypeError(`LIQO_DOCTOR_LAB_TOPOLOGY is none of ${clusterLabNames.join(', ')}: ${name}`);
  }
  return {
    name,
    ...pair(
      consumer === 'a' ? 'local' : 'remote',
      { site: siteOf('a', plan.a, []), cluster: clusterOf('a', plan.a) },
      { site: siteOf('b', plan.b, firewall), cluster: clusterOf('b', plan.b) },
    ),
    names: [],
    operator: { place: consumer === 'a' ? 'local' : 'remote', address: plan.operator },
  };
}

function siteOf(name: LabClusterName, place: Place, firewall: readonly FirewallRule[]): Site {
  const hostname = `${name}-node`;
  return {
    lan: { name: place.lan, subnet: `${place.prefix}.0/24` },
    nodes: [
      {
        name: hostname,
        addresses: [
          { type: 'InternalIP', address: `${place.prefix}.${place.host}` },
          { type: 'Hostname', address: hostname },
        ],
        controlPlane: true,
        repelsPods: false,
      },
    ],
    ...(place.nat && { nat: place.nat }),
    firewall,
  };
}

/** The certificates name the addresses of a node in all these networks. */
function clusterOf(name: LabClusterName, { prefix, host, nat }: Place): ClusterSpec {
  const addresses = [`${prefix}.${host}`, ...(nat === undefined ? [] : [publicA])];
  return {
    name,
    kubernetesVersion: 'v1.32.0',
    osImage: 'Debian GNU/Linux 12 (bookworm)',
    podCidr: name === 'a' ? '10.200.0.0/16' : '10.210.0.0/16',
    serviceCidr: name === 'a' ? '10.201.0.0/16' : '10.211.0.0/16',
    apiServer: {
      place: 'control-plane',
      port: 6443,
      certificateNames: [`${name}-node`, ...addresses],
    },
    loadBalancer: { kind: 'none' },
    networkPlugin: 'kube-flannel-ds',
  };
}
