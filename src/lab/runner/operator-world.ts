import type { World } from '../../probe/world.js';
import { LocalSession } from '../network/local-session.js';
import type { VirtualNetwork } from '../network/virtual-network.js';
import { virtualWorld } from './virtual-world.js';

/** The world of the machine that liqo-doctor runs on, at the place that the topology gives it. */
export function operatorWorld(network: VirtualNetwork): World {
  return virtualWorld(new LocalSession(network, { kind: 'operator' }));
}
