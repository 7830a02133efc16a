import type { UnicastContrast } from '../model/discovery.js';
import { sleep } from '../probe/deadline.js';
import type { World } from '../probe/world.js';
import type { LiqoRecords } from './liqo-records.js';
import { liqoService } from './liqo-records.js';
import type { MdnsLane } from './mdns-lane.js';
import { mdnsPort } from './multicast-sockets.js';

/** Addresses that are asked; a cluster with more nodes is not known better by more of them. */
const addressLimit = 16;

/**
 * What single addresses answer to a question by unicast. A responder that answers this way and not to the group shows
 * that multicast is lost on the way, and not the responder.
 */
export class UnicastContrasts {
  readonly #asked = new Map<string, { heardAt: string | undefined; outcome: UnicastContrast['outcome'] }>();
  readonly #instances = new Map<string, Set<string>>();

  /** Asks an address, which is a neighbour at this interface if at any. */
  ask(address: string, heardAt: string | undefined, lane: MdnsLane): void {
    if (this.#asked.size >= addressLimit) return;
    this.#asked.set(address, { heardAt, outcome: 'silent' });
    lane.askDirectly(address, [{ name: liqoService, type: 'PTR' }]);
  }

  /** Takes in an answer to such a question. */
  take(sender: string, { pointers }: LiqoRecords): void {
    const asked = this.#asked.get(sender);
    if (asked === undefined) return;
    asked.outcome = 'answered';
    const instances = this.#instances.get(sender) ?? new Set();
    for (const { instance } of pointers.slice(0, addressLimit)) instances.add(instance);
    this.#instances.set(sender, instances);
  }

  /** Takes in that nobody listens on port 5353 of an address. */
  refuse(address: string): void {
    const asked = this.#asked.get(address);
    if (asked?.outcome === 'silent') asked.outcome = 'refused';
  }

  results(): UnicastContrast[] {
    return [...this.#asked].map(([address, { heardAt, outcome }]) => ({
      address,
      outcome,
      ...(heardAt !== undefined && { interface: heardAt }),
      instances: [...(this.#instances.get(address) ?? [])],
    }));
  }
}

/** How long an ICMP message takes at most that is waited for. */
const refusalMs = 1500;

/** Whether port 5353 of an address is refused by ICMP: an empty datagram tells, which no responder answers. */
export async function isPortRefused(address: string, world: World, signal: AbortSignal): Promise<boolean> {
  const opened = await world.connectUdp(address, mdnsPort);
  if (!opened.ok) return false;
  const { socket } = opened;
  let isRefused = false;
  socket.onError((code) => (isRefused ||= code === 'ECONNREFUSED'));
  await socket.send(new Uint8Array(0));
  await sleep(refusalMs, signal);
  socket.close();
  return isRefused;
}
