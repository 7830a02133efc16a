import type { AddressAndPort, Host } from './packet.js';
import { hostKey } from './packet.js';

/** A UDP flow as all translations on its way together see it. */
export interface Flow {
  /** The socket that opened it. */
  readonly opener: { readonly host: Host; readonly port: number };
  /** Where the opener sent to, which is where replies seem to come from. */
  readonly destination: AddressAndPort;
  /** The endpoint that got it. */
  readonly receiver: { readonly host: Host; readonly port: number };
  /** The opener as the receiver sees it. */
  readonly source: AddressAndPort;
  /** How long the shortest memory on its way lasts in silence, in milliseconds; absent where all are Linux's own. */
  readonly lifetimeMs?: number | undefined;
}

interface Entry {
  readonly flow: Flow;
  expiresAt: number;
  replied: boolean;
}

/** Lifetimes of Linux connection tracking: `nf_conntrack_udp_timeout` and `…_timeout_stream`. */
const unrepliedMs = 30_000;
const streamMs = 120_000;

/** The connection tracking of every NAT and firewall on the way, kept as one table. */
export class FlowTable {
  readonly #byOpener = new Map<string, Entry>();
  readonly #byReceiver = new Map<string, Entry>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The flow that a datagram belongs to which its opener sends again. */
  outbound(opener: Flow['opener'], destination: AddressAndPort): Flow | undefined {
    return this.#live(this.#byOpener.get(key(opener, destination)))?.flow;
  }

  /** The flow that a datagram replies to. */
  reply(receiver: Flow['receiver'], destination: AddressAndPort): Flow | undefined {
    const entry = this.#live(this.#byReceiver.get(key(receiver, destination)));
    if (entry) {
      entry.replied = true;
      this.#refresh(entry);
    }
    return entry?.flow;
  }

  /** Whether another flow to the same receiver already has this source, so that a NAT must choose another port. */
  isTaken(receiver: Flow['receiver'], source: AddressAndPort): boolean {
    return this.#live(this.#byReceiver.get(key(receiver, source))) !== undefined;
  }

  /** Remembers a flow that has just been let through. */
  open(flow: Flow): void {
    const entry = { flow, expiresAt: 0, replied: false };
    this.#refresh(entry);
    this.#byOpener.set(key(flow.opener, flow.destination), entry);
    this.#byReceiver.set(key(flow.receiver, flow.source), entry);
  }

  #live(entry: Entry | undefined): Entry | undefined {
    if (!entry) return undefined;
    if (entry.expiresAt > this.#now()) {
      this.#refresh(entry);
      return entry;
    }
    this.#byOpener.delete(key(entry.flow.opener, entry.flow.destination));
    this.#byReceiver.delete(key(entry.flow.receiver, entry.flow.source));
    return undefined;
  }

  #refresh(entry: Entry): void {
    const usualMs = entry.replied ? streamMs : unrepliedMs;
    entry.expiresAt = this.#now() + Math.min(usualMs, entry.flow.lifetimeMs ?? usualMs);
  }
}

function key({ host, port }: Flow['opener'], peer: AddressAndPort): string {
  return `${hostKey(host)}:${port}>${peer.address}:${peer.port}`;
}
