import type { CapturedArrival } from '../model/gateway-capture.js';
import { decodeDatagram, type RunIdentity } from './datagram.js';
import { formatHostPort } from './host-port.js';
import { PacketDump } from './packet-dump.js';
import { readUdpPacket, type UdpFlow } from './udp-packet.js';

/** Bounds of what is remembered, whatever a capture tells. */
const probeLimit = 32;
const datagramLimit = 512;
const sourceLimit = 16;

interface Entry {
  readonly datagrams: Set<string>;
  readonly sources: Set<string>;
}

/**
 * The run's own datagrams in what `tcpdump -x` writes. Only what this run's key has signed counts, and each datagram
 * counts once: a capture on all interfaces sees one that is forwarded several times.
 */
export class CapturedDatagrams {
  readonly #identity: RunIdentity;
  readonly #ports: readonly number[];
  readonly #onFirst: (probe: string, flow: UdpFlow) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #dump = new PacketDump((packet) => this.#read(packet));

  /**
   * `ports`: where the gateway gets its datagrams; those to other ports are not for it. `onFirst` is told the ends of
   * the first datagram of each probe.
   */
  constructor(
    identity: RunIdentity,
    ports: readonly number[],
    onFirst: (probe: string, flow: UdpFlow) => void = () => undefined,
  ) {
    this.#identity = identity;
    this.#ports = ports;
    this.#onFirst = onFirst;
  }

  /** Takes more of tcpdump's output, cut anywhere. */
  push(chunk: Uint8Array): void {
    this.#dump.push(chunk);
  }

  /** Says that nothing more will come. */
  end(): void {
    this.#dump.end();
  }

  /** What came until now. */
  get arrivals(): readonly CapturedArrival[] {
    return [...this.#entries].map(([probe, { datagrams, sources }]) => ({
      probe,
      received: datagrams.size,
      sources: [...sources],
    }));
  }

  #read(packet: Uint8Array): void {
    const udp = readUdpPacket(packet);
    if (udp === undefined || !this.#ports.includes(udp.destinationPort)) return;
    const message = decodeDatagram(udp.payload, this.#identity);
    if (!message.ok || message.value.type !== 'request') return;
    const { probe, sequence, nonce } = message.value;
    const known = this.#entries.get(probe);
    if (known === undefined && this.#entries.size >= probeLimit) return;
    const entry = known ?? { datagrams: new Set<string>(), sources: new Set<string>() };
    this.#entries.set(probe, entry);
    if (known === undefined) this.#onFirst(probe, udp);
    if (entry.datagrams.size < datagramLimit) {
      entry.datagrams.add(`${sequence} ${Buffer.from(nonce).toString('hex')}`);
    }
    if (entry.sources.size < sourceLimit)
      entry.sources.add(formatHostPort(udp.sourceAddress, udp.sourcePort));
  }
}
