import { blockingRule } from '../../../src/lab/network/firewall.js';
import type { ServiceEntry } from '../../../src/lab/network/services.js';
import { podOn, trueNetwork, workers } from '../../../src/lab/truth/true-network.js';
import type { Observation } from '../../../src/model/observation.js';
import { peerOf, type Side } from '../../../src/model/peering.js';
import type { Report } from '../../../src/model/report.js';
import type { BlockingPlace } from '../../../src/model/requirement.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import { addressesOf } from './twins.js';

/**
 * The device that stops the packets of a probe, by the network's own word on them; `undefined` where none does, and
 * whatever listens at the end, or nothing there, decides.
 */
function stoppingPlace(topology: Topology, probe: Observation): BlockingPlace | undefined {
  const { target, host, port, protocol } = probe;
  const from = peerOf(target);
  const [node] = workers(topology, from);
  if (node === undefined) return undefined;
  const pod = podOn(topology, from, { node: node.name, ordinal: 9 });
  const destination = { address: probe.address ?? addressesOf(topology, host)[0] ?? host, port };
  const carried = protocol === 'udp' ? 'udp' : 'tcp';
  const own = balancedService(topology, target, { protocol: carried, ...destination });
  const network = trueNetwork(topology, { local: [], remote: [], [target]: own }, []);
  network.addPod(pod);
  const verdict = network.verdict({ from: pod, sourcePort: 40_000, protocol: carried, destination });
  if (verdict.kind === 'deliver') return repliesStopped(topology, probe, destination);
  const places: readonly (readonly [RegExp, BlockingPlace])[] = [
    [/firewall rule for outgoing/, { at: 'egress', cluster: from }],
    [/firewall rule for incoming/, { at: 'ingress', cluster: target }],
    [/load balancer carries/, { at: 'load-balancer', cluster: target }],
    [/does not listen on this port/, { at: 'load-balancer', cluster: target }],
    [/router does not forward|carrier's NAT/, { at: 'nat-device', cluster: target }],
    [/private address is not routed/, { at: 'unrouted-address', cluster: target }],
  ];
  const place = places.find(([words]) => words.test(verdict.reason))?.[1];
  // The pod behind a load balancer is not there, to which every packet that passed all devices goes.
  return place ?? repliesStopped(topology, probe, destination);
}

/** A Service behind the load balancer that has the address; none where no load balancer of the cluster can have it. */
function balancedService(
  topology: Topology,
  side: Side,
  {
    protocol,
    address,
    port,
  }: { readonly protocol: 'tcp' | 'udp'; readonly address: string; readonly port: number },
): ServiceEntry[] {
  const { loadBalancer } = topology.clusters[side];
  const [node] = workers(topology, side);
  if (loadBalancer.kind !== 'address' || node === undefined) return [];
  if (![...loadBalancer.pool, ...(loadBalancer.ipv6?.pool ?? [])].includes(address)) return [];
  const backend = podOn(topology, side, { node: node.name, ordinal: 8 });
  return [
    {
      namespace: 'proof',
      name: 'probed',
      externalTrafficPolicy: 'Cluster',
      loadBalancerAddresses: [address],
      ports: [
        {
          protocol,
          port,
          nodePort: undefined,
          backends: [{ address: backend.address, port, node: node.name }],
        },
      ],
    },
  ];
}

function repliesStopped(
  { sites }: Topology,
  { target, protocol }: Observation,
  destination: { readonly address: string; readonly port: number },
): BlockingPlace | undefined {
  const carried = protocol === 'udp' ? 'udp' : 'tcp';
  const passage = { protocol: carried, ...destination, reply: true } as const;
  const isStopped =
    blockingRule(sites[target].firewall, { ...passage, direction: 'out' }) !== undefined ||
    blockingRule(sites[peerOf(target)].firewall, { ...passage, direction: 'in' }) !== undefined;
  return isStopped ? { at: 'reply-path', cluster: target } : undefined;
}

/** Blockers that are named with high confidence, and that the network knows nothing of, in sentences. */
export function wrongBlockers({ requirements, probes }: Report, topology: Topology): string[] {
  return requirements.flatMap(({ service, cluster, blocker }) => {
    if (blocker?.confidence !== 'high') return [];
    const probe = probes.find(({ id }) => id === blocker.evidence[0]);
    if (probe === undefined) return [`${service} of ${cluster}: no probe ${blocker.evidence[0]} is known`];
    const truth = stoppingPlace(topology, probe);
    const isNamed = blocker.places.some(({ at, cluster: of }) => at === truth?.at && of === truth.cluster);
    const told = blocker.places.map(({ at, cluster: of }) => `${at} of ${of}`).join(', ');
    return isNamed
      ? []
      : [
          `${service} of ${cluster} is stopped by ${truth ? `${truth.at} of ${truth.cluster}` : 'nothing'}, not ${told}`,
        ];
  });
}
