import type { RemoteInfo, Socket } from 'node:dgram';

import type { MulticastDNS } from 'multicast-dns';

import type { SearchedInterface } from '../model/discovery.js';
import { errorCode } from '../probe/error-code.js';
import type { DnsMessage, DnsQuestion } from './dns-message.js';
import type { LocalInterface } from './local-interfaces.js';
import { mdnsGroups, mdnsPort, openAsker, openListener } from './multicast-sockets.js';
import { multicastDns } from './mdns-library.js';
import { PacketGuard } from './packet-guard.js';

/** Marks a question to one address alone: its answer has the same (RFC 6762 §6.7); those to the group have 0. */
const directId = 0x4c44;

/** A decoded response, and how it came in. */
export interface HeardResponse {
  readonly packet: DnsMessage;
  readonly sender: string;
  /** True for an answer by unicast to this lane's own port. */
  readonly isUnicast: boolean;
  /** True for the answer to a question that was put to the sender alone. */
  readonly isDirect: boolean;
}

/** What a lane works with. */
export interface LaneOptions {
  readonly now: () => number;
  /** Whether an address is one of this machine's. */
  readonly isOwn: (address: string) => boolean;
  /** By which interface an address is a neighbour. */
  readonly neighbourOf: (address: string) => string | undefined;
  readonly onResponse: (lane: MdnsLane, response: HeardResponse) => void;
}

/**
 * Asks and listens by one interface and address family, in two ways: from a port of its own, where responders answer by
 * unicast at once (RFC 6762 §6.7), and on port 5353, where announcements and the answers of those are heard that know
 * multicast only.
 */
export class MdnsLane {
  readonly local: LocalInterface;
  readonly #guards = [new PacketGuard(), new PacketGuard()] as const;
  readonly #options: LaneOptions;
  #asker: MulticastDNS | undefined;
  #listener: MulticastDNS | undefined;
  #pause: NodeJS.Timeout | undefined;
  #isClosed = false;
  #queries = 0;
  #heard = 0;
  #sendError: string | undefined;
  #listenError: string | undefined;

  private constructor(local: LocalInterface, options: LaneOptions) {
    this.local = local;
    this.#options = options;
  }

  /** Opens both sockets; what cannot be had of them, `sight` tells. */
  static async open(local: LocalInterface, options: LaneOptions): Promise<MdnsLane> {
    const lane = new MdnsLane(local, options);
    const [asker] = await Promise.all([openAsker(local), lane.#listen()]);
    if (asker.ok) lane.#asker = lane.#attach(asker.value, true);
    else lane.#sendError = asker.failure;
    return lane;
  }

  async #listen(): Promise<void> {
    const listener = await openListener(this.local);
    if (!listener.ok) this.#listenError = listener.failure;
    else if (this.#isClosed) listener.value.close();
    else this.#listener = this.#attach(listener.value, false);
  }

  /** While a flood goes on, the group is left for the rest of each second; unicast answers are heard all the time. */
  #pauseListening(forMs: number): void {
    this.#listener?.destroy();
    this.#listener = undefined;
    this.#pause = setTimeout(() => void this.#listen(), forMs);
  }

  /** Asks the group, in both ways. */
  ask(questions: readonly DnsQuestion[]): void {
    for (const mdns of [this.#asker, this.#listener]) {
      if (mdns !== undefined) this.#send(mdns, questions, { address: mdnsGroups[this.local.family], id: 0 });
    }
  }

  /** Asks one address on port 5353 by unicast. */
  askDirectly(address: string, questions: readonly DnsQuestion[]): void {
    if (this.#asker !== undefined) this.#send(this.#asker, questions, { address, id: directId });
  }

  /** What came of it so far. */
  sight(): SearchedInterface {
    const { interface: name, family, address } = this.local;
    return {
      interface: name,
      family,
      address,
      queries: this.#queries,
      ...(this.#sendError !== undefined && { sendError: this.#sendError }),
      ...(this.#listenError !== undefined && { listenError: this.#listenError }),
      heard: this.#heard,
    };
  }

  /** Messages that were too large or too many. */
  get refused(): number {
    return this.#guards[0].refused + this.#guards[1].refused;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#pause);
    this.#asker?.destroy();
    this.#listener?.destroy();
  }

  #send(
    mdns: MulticastDNS,
    questions: readonly DnsQuestion[],
    { address, id }: { readonly address: string; readonly id: number },
  ): void {
    if (this.#isClosed) return;
    mdns.query({ type: 'query', id, questions: [...questions] }, { port: mdnsPort, address }, (error) => {
      if (!(error instanceof Error)) this.#queries += 1;
      // That one address has no route says nothing of the group.
      else if (id !== directId) this.#sendError = errorCode(error);
    });
  }

  /**
   * The library does the messages; the sockets are opened here, because its own would be deaf on the interface or send
   * by another one (docs/decisions/0009).
   */
  #attach(socket: Socket, isUnicast: boolean): MulticastDNS {
    const mdns = multicastDns({ socket, bind: false, multicast: false, ip: mdnsGroups[this.local.family] });
    this.#guardMessages(socket, isUnicast);
    // Either event without a listener would end the process; what a broken message is about is nobody's business.
    mdns.on('error', (error) => (this.#sendError = errorCode(error)));
    mdns.on('warning', () => {});
    mdns.on('packet', (packet: DnsMessage, sender: RemoteInfo) => {
      // The library's own safety net ends where it calls out.
      try {
        this.#take(packet, sender, isUnicast);
      } catch {
        // A message that decodes to what no message may hold.
      }
    });
    return mdns;
  }

  /** Stands between the socket and the library, which would decode whatever comes. */
  #guardMessages(socket: Socket, isUnicast: boolean): void {
    const guard = this.#guards[isUnicast ? 0 : 1];
    const decoders = socket.listeners('message');
    socket.removeAllListeners('message');
    socket.on('message', (message, sender) => {
      const now = this.#options.now();
      const isElsewhere = !isUnicast && this.#isNeighbourElsewhere(sender.address);
      if (isElsewhere) guard.passOver(now);
      else if (guard.admits(message, sender.address, now)) {
        for (const decode of decoders) Reflect.apply(decode, socket, [message, sender]);
        return;
      }
      const pauseMs = guard.pauseMs(now);
      if (!isUnicast && pauseMs > 0 && this.#listener !== undefined) this.#pauseListening(pauseMs);
    });
  }

  /** A socket hears what any other of this machine has joined: the lane of the sender's own interface takes it. */
  #isNeighbourElsewhere(address: string): boolean {
    const neighbourAt = this.#options.neighbourOf(address);
    return neighbourAt !== undefined && neighbourAt !== this.local.interface;
  }

  #take(packet: DnsMessage, { address, port }: RemoteInfo, isUnicast: boolean): void {
    // What this very machine says comes back to it.
    if (!this.#options.isOwn(address)) this.#heard += 1;
    // Anything else than port 5353 is no responder (RFC 6762 §6).
    if (packet.type !== 'response' || port !== mdnsPort) return;
    this.#options.onResponse(this, {
      packet,
      sender: address,
      isUnicast,
      isDirect: isUnicast && packet.id === directId,
    });
  }
}
