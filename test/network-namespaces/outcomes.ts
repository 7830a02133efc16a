import type { DatagramProbe, StreamProbe } from '../../src/model/agent-plan.js';
import type { Observation } from '../../src/model/observation.js';
import { tcpPort, udpPort } from './agents.js';

/** A probe of the responder at `b` by its UDP port. */
export function udpProbe(host: string, wish: Partial<DatagramProbe> = {}): DatagramProbe {
  return { ...common, kind: 'stand-in-udp', id: `udp-${host}`, host, port: udpPort, ...wish };
}

/** A probe of the responder at `b` by its TCP port. */
export function tcpProbe(host: string, wish: Partial<StreamProbe> = {}): StreamProbe {
  return { ...common, kind: 'stand-in-tcp', id: `tcp-${host}`, host, port: tcpPort, ...wish };
}

const common = { purpose: 'stand-in', service: 'gateway', target: 'remote' } as const;

/** Outcome and cause in one line: `unreachable host-absent`. */
export function outcomeOf({ outcome, cause }: Pick<Observation, 'outcome' | 'cause'>): string {
  return cause === undefined ? outcome : `${outcome} ${cause}`;
}
