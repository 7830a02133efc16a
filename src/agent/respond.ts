import type { Arrival } from '../model/agent-event.js';
import type { ResponderPlan } from '../model/agent-plan.js';
import { failure, type Result, success } from '../model/result.js';
import { whenAborted } from '../probe/deadline.js';
import { Responder } from '../probe/responder.js';
import type { Listener, UdpSocket, World } from '../probe/world.js';

/** How often a probe's growing count is told after its first arrival. */
const countIntervalMs = 1000;

/** What a responder needs. */
export interface RespondOptions {
  readonly world: World;
  readonly plan: ResponderPlan;
  readonly key: Uint8Array;
  readonly onListening: () => void;
  readonly onArrival: (arrival: Arrival) => void;
  /** Ends the responder, which has no other end. */
  readonly signal: AbortSignal;
}

/**
 * Answers probers until the signal aborts; tells the first arrival of each probe at once and its later count at most
 * once a second. Fails with one sentence when a port cannot be had.
 */
export async function respond(options: RespondOptions): Promise<Result<readonly Arrival[], string>> {
  const { world, plan, key, signal, onListening } = options;
  const told = tellArrivals(options.onArrival);
  const identity = { runId: plan.runId, key };
  const responder = new Responder({ identity, clock: world.clock, onArrival: told.take });
  const sockets: UdpSocket[] = [];
  let listener: Listener | undefined;
  try {
    for (const port of [plan.udpPort, ...(plan.secondUdpPort === undefined ? [] : [plan.secondUdpPort])]) {
      const bound = await world.bindUdp(port);
      if (!bound.ok) return failure(`cannot bind UDP port ${port}: ${bound.code}`);
      sockets.push(bound.socket);
      responder.serveDatagrams(bound.socket);
    }
    listener = await listen(options, responder);
    if (listener === undefined) return failure(`cannot listen on TCP port ${plan.tcpPort}`);
    onListening();
    const aborted = whenAborted(signal);
    await aborted.promise;
    aborted.dispose();
    return success(responder.arrivals);
  } finally {
    listener?.close();
    responder.close();
    for (const socket of sockets) socket.close();
    told.finish();
  }
}

async function listen(
  { world, plan, signal }: RespondOptions,
  responder: Responder,
): Promise<Listener | undefined> {
  try {
    return await world.listenTcp(plan.tcpPort, (socket) => void responder.serveConnection(socket, signal));
  } catch {
    return undefined;
  }
}

function tellArrivals(tell: (arrival: Arrival) => void) {
  const known = new Set<string>();
  const changed = new Map<string, Arrival>();
  const flush = () => {
    for (const arrival of changed.values()) tell(arrival);
    changed.clear();
  };
  const timer = setInterval(flush, countIntervalMs);
  return {
    take: (arrival: Arrival) => {
      if (known.has(arrival.probe)) {
        changed.set(arrival.probe, arrival);
        return;
      }
      known.add(arrival.probe);
      tell(arrival);
    },
    /** Tells the last counts. */
    finish: () => {
      clearInterval(timer);
      flush();
    },
  };
}
