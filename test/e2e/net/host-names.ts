import type { ServiceEntry } from '../../../src/lab/network/services.js';
import { lanAddress } from '../../../src/lab/network/machines.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';

/** Whose names are asked for: those of pods and nodes of a side, or of the operator. */
export type NameView = 'local-pods' | 'remote-pods' | 'local-nodes' | 'remote-nodes' | 'operator';

/** The lines of `/etc/hosts` for whoever is there. */
export function hostsFile(
  topology: Topology,
  view: NameView,
  services: Readonly<Record<Side, readonly ServiceEntry[]>>,
): string {
  const side = sideOf(topology, view);
  const lan = side && topology.sites[side].lan.name;
  const records = topology.names.filter((record) => record.lan === undefined || record.lan === lan);
  const machines = side === undefined ? [] : topology.sites[side].nodes;
  const clusterNames = side !== undefined && view.endsWith('-pods') ? services[side] : [];
  return [
    '127.0.0.1 localhost',
    ...records.flatMap(({ name, addresses }) => addresses.map((address) => `${address} ${name}`)),
    ...machines.flatMap((node) =>
      node.addresses
        .filter(({ type }) => !type.endsWith('IP'))
        .map(({ address: name }) => `${lanAddress(node)} ${name}`),
    ),
    ...clusterNames.flatMap(({ name, namespace, clusterIp }) =>
      clusterIp === undefined
        ? []
        : [`${clusterIp} ${name}.${namespace}.svc ${name}.${namespace}.svc.cluster.local`],
    ),
    '',
  ].join('\n');
}

function sideOf({ operator }: Topology, view: NameView): Side | undefined {
  switch (view) {
    case 'local-pods':
    case 'local-nodes':
      return 'local';
    case 'remote-pods':
    case 'remote-nodes':
      return 'remote';
    case 'operator':
      return operator.place === 'internet' ? undefined : operator.place;
  }
}
