import type { Handshake } from '../model/observation.js';
import { sleep } from './deadline.js';
import type { ProbeContext } from './probe-context.js';
import { InitiatorTunnel } from './wireguard/initiator-tunnel.js';
import { runKeyPairs } from './wireguard/key-pair.js';
import { keepaliveBytes, transportOverheadBytes } from './wireguard/messages.js';
import type { Datagram, UdpSocket } from './world.js';

/** How far WireGuard came. */
export interface WireGuardProgress {
  /** A response came. */
  readonly isEstablished: boolean;
  /** A packet without content went to the other end and back. */
  readonly passesEmpty: boolean;
  /** One of full size did. */
  readonly passesFull: boolean;
  readonly handshake: Handshake;
}

/**
 * A WireGuard handshake with the run's responder and packets through the tunnel, on a socket that is connected to it.
 * Each kind of message is sent by `limits.wireGuard` until one of its kind is answered, packets only once there is a
 * tunnel. The socket stays its owner's.
 */
export class WireGuardExchange {
  readonly #socket: UdpSocket;
  readonly #context: ProbeContext;
  readonly #tunnel: InitiatorTunnel;
  readonly #full: Buffer;
  /** When each initiation was sent, by its index. */
  readonly #sentAt = new Map<number, number>();
  readonly #echoed = { empty: false, full: false };
  #responses = 0;
  #dataSent = 0;
  #dataReceived = 0;
  #rttMs: number | undefined;
  #onChange = () => {};

  /** `packetBytes` is the size of the full packet inside the tunnel. */
  constructor(socket: UdpSocket, packetBytes: number, context: ProbeContext) {
    const { initiator, responder } = runKeyPairs(context);
    this.#socket = socket;
    this.#context = context;
    this.#tunnel = new InitiatorTunnel(initiator, responder.publicKey);
    this.#full = Buffer.from(context.world.random(packetBytes));
    socket.onDatagram((datagram) => this.#take(datagram));
  }

  get progress(): WireGuardProgress {
    return {
      isEstablished: this.#tunnel.isEstablished,
      passesEmpty: this.#echoed.empty,
      passesFull: this.#echoed.full,
      handshake: {
        initiations: this.#sentAt.size,
        responses: this.#responses,
        dataSent: this.#dataSent,
        dataReceived: this.#dataReceived,
        dataBytes: this.#full.length + transportOverheadBytes,
        ...(this.#rttMs !== undefined && { rttMs: this.#rttMs }),
      },
    };
  }

  /** Runs to its end: as soon as everything was answered, else by the clock or with the run. */
  async run(): Promise<void> {
    await this.#repeat(
      () => this.#initiate(),
      () => this.#tunnel.isEstablished,
    );
    if (!this.#tunnel.isEstablished) return;
    await this.#repeat(
      () => this.#sendPackets(),
      () => this.#echoed.empty && this.#echoed.full,
    );
  }

  async #repeat(send: () => Promise<void>, isEnough: () => boolean): Promise<void> {
    const { world, signal, limits } = this.#context;
    const { sendAtMs, endMs } = limits.wireGuard;
    const enough = new AbortController();
    const stop = () => enough.abort();
    signal.addEventListener('abort', stop);
    this.#onChange = () => {
      if (isEnough()) stop();
    };
    const startedAt = world.clock.now();
    // If this process was held up, all that follows is later, too: tries in a burst would count as one.
    let delayMs = 0;
    const until = (offsetMs: number) =>
      sleep(startedAt + delayMs + offsetMs - world.clock.now(), enough.signal);
    for (const offsetMs of sendAtMs) {
      await until(offsetMs);
      if (signal.aborted || enough.signal.aborted) break;
      delayMs = Math.max(delayMs, world.clock.now() - startedAt - offsetMs);
      await send();
    }
    await until(endMs);
    // Nor is silence what has arrived and was not read yet.
    if (!enough.signal.aborted) await new Promise((resolve) => setImmediate(resolve));
    this.#onChange = () => {};
    signal.removeEventListener('abort', stop);
  }

  async #initiate(): Promise<void> {
    const { world } = this.#context;
    const { clock } = world;
    const sender = Buffer.from(world.random(4)).readUInt32LE();
    const bytes = this.#tunnel.initiation({ unixMs: clock.wallTime(), sender });
    this.#sentAt.set(sender, clock.now());
    await this.#send(bytes);
  }

  async #sendPackets(): Promise<void> {
    const packets = [
      ...(this.#echoed.empty ? [] : [this.#tunnel.seal()]),
      ...(this.#echoed.full ? [] : [this.#tunnel.seal(this.#full)]),
    ];
    for (const bytes of packets) {
      if (bytes === undefined) continue;
      this.#dataSent += 1;
      await this.#send(bytes);
    }
  }

  async #send(bytes: Buffer): Promise<void> {
    const code = await this.#socket.send(bytes);
    if (code === undefined) return;
    this.#context.icmp.noteError();
    // The answer to an earlier datagram, which Linux hands to the next send in its place: this one has not left yet.
    await this.#socket.send(bytes);
  }

  #take({ payload }: Datagram): void {
    const event = this.#tunnel.receive(payload);
    if (event === undefined) return;
    if (event.kind === 'response') {
      const sentAt = this.#sentAt.get(event.sender);
      this.#responses += 1;
      if (sentAt !== undefined) this.#rttMs ??= this.#context.world.clock.now() - sentAt;
    } else {
      this.#dataReceived += 1;
      if (payload.length === keepaliveBytes) this.#echoed.empty = true;
      if (event.packet.equals(this.#full)) this.#echoed.full = true;
    }
    this.#onChange();
  }
}
