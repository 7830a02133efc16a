import type { Side } from '../../model/peering.js';
import type { ForwardRule, NatGateway } from '../topology/site.js';
import { controllerAddress, ingressPlace } from './ingress.js';
import {
  apiServerPort,
  authNodePort,
  controlPlaneAddress,
  gatewayNodePort,
  otherPorts,
  plans,
  routerAddress,
} from './places.js';
import type { ForwardRecipe, Recipe } from './recipe.js';

/** The NAT in front of a cluster; `undefined` where there is none. */
export function buildRouter(side: Side, recipe: Recipe): NatGateway | undefined {
  const cluster = recipe.clusters[side];
  const common = { ports: cluster.natPorts, unforwarded: cluster.unforwarded };
  if (cluster.place === 'carrier-nat') {
    const outer = { publicAddress: `${plans[side].public}.9` };
    return { ...common, publicAddress: plans[side].carrier, outer, forwards: [] };
  }
  if (cluster.place !== 'nat') return undefined;
  // One router has one table: neighbours in a LAN do not forward here.
  const forwards =
    recipe.neighbourhood === 'same-lan'
      ? []
      : cluster.forwards.flatMap((forward) => forwardRow(side, forward, recipe));
  const publicAddress = routerAddress(side, recipe);
  if (cluster.outerRouter === undefined) return { ...common, publicAddress, forwards };
  const toRouter = forwards.map((row) => ({
    ...row,
    targetAddress: betweenRouters,
    targetPort: row.publicPort,
  }));
  return {
    ...common,
    publicAddress: betweenRouters,
    outer: { publicAddress, forwards: cluster.outerRouter === 'forwards' ? toRouter : [] },
    forwards,
  };
}

/** The address of the inner one of two routers in the network between them. */
const betweenRouters = '172.31.255.2';

function forwardRow(side: Side, { service, port }: ForwardRecipe, recipe: Recipe): ForwardRule[] {
  if (service === 'ingress') return ingressRow(side, recipe);
  const targetPort = { apiServer: apiServerPort, auth: authNodePort, gateway: gatewayNodePort }[service];
  return [
    {
      protocol: service === 'gateway' ? 'udp' : 'tcp',
      publicPort: port === 'same' ? targetPort : otherPorts[service],
      targetAddress: controlPlaneAddress(side, recipe),
      targetPort,
    },
  ];
}

function ingressRow(side: Side, recipe: Recipe): ForwardRule[] {
  const { ingress } = recipe.clusters[side];
  const targetAddress = ingress && controllerAddress(ingress, ingressPlace(side, recipe));
  return targetAddress === undefined
    ? []
    : [{ protocol: 'tcp', publicPort: 443, targetAddress, targetPort: 443 }];
}
