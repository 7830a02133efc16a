import type { Side } from '../../../src/model/peering.js';
import type { Host, Packet, Protocol, Verdict } from '../../../src/lab/network/packet.js';
import type { ServiceEntry } from '../../../src/lab/network/services.js';
import { VirtualNetwork } from '../../../src/lab/network/virtual-network.js';
import type { Topology } from '../../../src/lab/topology/topology.js';

/** A network without API servers: its Services are the ones given. Every random port is 40000 and up, in order. */
export function networkOf(
  topology: Topology,
  services: Partial<Record<Side, readonly ServiceEntry[]>> = {},
  now: () => number = () => 0,
): VirtualNetwork {
  let drawn = -1;
  return new VirtualNetwork({
    topology,
    services: { local: () => services.local ?? [], remote: () => services.remote ?? [] },
    now,
    // ports are 32768 + floor(random * 28232), see the range in virtual-network.ts
    random: () => {
      drawn += 1;
      return (40_000 - 32_768 + drawn + 0.5) / 28_232;
    },
  });
}

/** A pod with an address on the network. */
export function podOn(network: VirtualNetwork, side: Side, at: { node: string; address: string }) {
  const pod = { kind: 'pod', side, ...at } as const;
  network.addPod(pod);
  return pod;
}

/** A first packet from port 5000. */
export function packet(from: Host, protocol: Protocol, to: string): Packet {
  const [address = '', port = ''] = to.split(':');
  return { from, sourcePort: 5000, protocol, destination: { address, port: Number(port) } };
}

/** A verdict in a few words: `deliver pod/remote/10.20.128.2:80 from 1.2.3.4:5000`, or its kind. */
export function words(verdict: Verdict): string {
  if (verdict.kind === 'host-unreachable') return `${verdict.kind} after ${verdict.afterMs} ms`;
  if (verdict.kind !== 'deliver') return verdict.kind;
  const { host, port, source } = verdict;
  return `${hostName(host)}:${port} sees ${source.address}:${source.port}`;
}

function hostName(host: Host): string {
  switch (host.kind) {
    case 'pod':
      return host.address;
    case 'node':
      return host.node;
    case 'api-server':
      return `${host.side} API server`;
    case 'operator':
      return 'operator';
  }
}
