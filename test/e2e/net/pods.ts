import type { Host } from '../../../src/lab/network/packet.js';
import { type Cable, interfaceNames, type Machine, machineNames, type MachineName } from './machines.js';

type Pod = Extract<Host, { kind: 'pod' }>;

/** The address at which every pod finds its node. */
const gateway = '169.254.1.1';
const { pod: own } = interfaceNames;

/** A pod, and the cable to its node. */
export function podMachine(
  pod: Pod,
  node: MachineName,
  ipv6Setup: readonly string[],
): { readonly machine: Machine; readonly cable: Cable } {
  const name = machineNames.pod(pod.side, pod.address);
  return {
    machine: {
      name,
      isRouter: false,
      setup: [
        `address add ${pod.address}/32 dev ${own}`,
        `link set dev ${own} up`,
        `route add ${gateway} dev ${own} scope link`,
        `route add default via ${gateway} dev ${own} onlink`,
        ...ipv6Setup,
      ],
    },
    cable: {
      ends: [
        { machine: name, interface: own },
        { machine: node, interface: portOf(pod) },
      ],
    },
  };
}

/** What its node is told, once the cable is there. */
export function podTether(pod: Pod, nodeAddress: string): string[] {
  const port = portOf(pod);
  return [
    `address add ${gateway}/32 dev ${port} scope link`,
    `link set dev ${port} up`,
    `route add ${pod.address}/32 dev ${port} src ${nodeAddress}`,
  ];
}

/** The interface at a pod's node that leads to it. */
export function portOf({ address }: Pod): string {
  return `pod${address.split('.').slice(2).join('-')}`;
}
