import type { Side } from '../../model/peering.js';
import type { Recipe } from './recipe.js';
import { isCloudPlace } from './recipe.js';

/** Node ports of Liqo's Services, which forwards lead to. */
export const authNodePort = 30_443;
export const gatewayNodePort = 30_742;
export const apiServerPort = 6443;
/** The port of a gateway server's Service in Liqo v1.x. */
export const gatewayServerPort = 51_840;

/** The public ports of forwards that are not at the service's own port. */
export const otherPorts = { apiServer: 16_443, auth: 443, gateway: 40_582 } as const;

/** The addresses that a cluster on a side has, wherever it is. */
export const plans = {
  local: {
    name: 'milan',
    public: '203.0.113',
    carrier: '100.64.1.8',
    cloud: '10.10',
    lan: '192.168.1',
    firstHost: 10,
    podOctet: 50,
  },
  remote: {
    name: 'turin',
    public: '198.51.100',
    carrier: '100.64.2.8',
    cloud: '10.20',
    lan: '192.168.2',
    firstHost: 20,
    podOctet: 60,
  },
} as const;

/** The first three numbers of the addresses of a cluster's own network. */
export function prefixOf(side: Side, { neighbourhood, clusters }: Recipe): string {
  const isLan = neighbourhood === 'same-lan';
  // Nodes of kind are containers in the network of Docker, which is the same on every machine.
  if (clusters[isLan ? 'local' : side].distribution === 'kind') return '172.18.0';
  if (isLan) return '192.168.50';
  const plan = plans[side];
  return clusters[side].place === 'public' ? plan.public : plan.lan;
}

/** The public address in front of a site; neighbours in one LAN share its router. */
export function routerAddress(side: Side, { neighbourhood }: Recipe): string {
  return `${plans[neighbourhood === 'same-lan' ? 'local' : side].public}.8`;
}

/** The address of the control plane's node; of a cloud, whose control plane is nobody's node, the first worker's. */
export function controlPlaneAddress(side: Side, recipe: Recipe): string {
  const { place } = recipe.clusters[side];
  if (isCloudPlace(place)) return `${plans[side].cloud}.0.11`;
  return `${prefixOf(side, recipe)}.${plans[side].firstHost}`;
}
