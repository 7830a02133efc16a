import type { Counters } from './world.js';

/**
 * Tells whether ICMP destination-unreachable messages came back for a probe whose socket was told nothing.
 *
 * Linux hands host- and network-unreachable messages to no UDP socket, but counts them for the whole network
 * namespace. The count is evidence for one probe only while nothing else of the run could have moved it: no other
 * watch at the same time, no error on any other socket.
 */
export interface IcmpWitness {
  /**
   * To be called for every error that an ICMP message may have caused on any socket of the run. Where the socket
   * belongs to a watch, that watch takes one message for its own and goes on; all others are spoilt.
   */
  noteError(own?: FinishWatch): void;
  /** Begins a watch; the function it gives ends it. */
  watch(): Promise<FinishWatch>;
}

/**
 * Ends a watch and tells whether messages came that can only answer this probe: false when none came, when others may
 * have caused them, or when the system publishes no counters.
 */
export type FinishWatch = () => Promise<boolean>;

interface Watch {
  isTainted: boolean;
  /** Messages that a socket was told of. */
  told: number;
  finish?: FinishWatch;
}

/** A witness for one run in one network namespace. */
export function createIcmpWitness(readCounters: () => Promise<Counters | undefined>): IcmpWitness {
  const open = new Set<Watch>();
  const noteError = (own?: FinishWatch) => {
    for (const watch of open) {
      if (own !== undefined && watch.finish === own) watch.told += 1;
      else watch.isTainted = true;
    }
  };
  return {
    noteError,
    watch: async () => {
      const watch: Watch = { isTainted: open.size > 0, told: 0 };
      if (open.size > 0) noteError();
      open.add(watch);
      // What counts for nothing need not be read: of thousands of probes only the first asks the system.
      const before = watch.isTainted ? undefined : await readCounters();
      const finish = async () => {
        const after = watch.isTainted ? undefined : await readCounters();
        open.delete(watch);
        if (watch.isTainted || before === undefined || after === undefined) return false;
        return after.destinationUnreachable - before.destinationUnreachable > watch.told;
      };
      watch.finish = finish;
      return finish;
    },
  };
}
