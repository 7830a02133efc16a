/** A packet longer than this is none of ours; tcpdump is told to cut off there as well. */
const maxPacketBytes = 512;
/** Longer than any line of a dump. */
const maxLineLength = 256;

/** `\t0x0010:  0a63 0702 …`, sixteen bytes at most. SOURCE: tcpdump print-ascii.c, `hex_print`. */
const hexLine = /^\t0x([0-9a-f]{4}):((?: {1,2}[0-9a-f]{4}){0,8}(?: {1,2}[0-9a-f]{2})?) *$/u;

/**
 * Reads what `tcpdump -x` writes: a line of words for each packet, then lines of hex from the network header on.
 *
 * The words are for people, and other releases use others: only the hex counts. Lines that do not fit where they stand
 * make the packet they belong to worthless, and memory stays bounded whatever comes.
 */
export class PacketDump {
  readonly #onPacket: (packet: Uint8Array) => void;
  readonly #decoder = new TextDecoder();
  #line = '';
  #isTooLong = false;
  /** The bytes of the packet at hand; `undefined` when there is none or it is worthless. */
  #packet: number[] | undefined;

  constructor(onPacket: (packet: Uint8Array) => void) {
    this.#onPacket = onPacket;
  }

  /** Takes more output, cut anywhere. */
  push(chunk: Uint8Array): void {
    const [first = '', ...others] = this.#decoder.decode(chunk, { stream: true }).split('\n');
    this.#append(first);
    for (const text of others) {
      this.#endLine();
      this.#append(text);
    }
  }

  /** Says that nothing more will come. A line without its end is no line. */
  end(): void {
    this.#handOn();
  }

  #append(text: string): void {
    this.#isTooLong ||= this.#line.length + text.length > maxLineLength;
    this.#line = this.#isTooLong ? '' : this.#line + text;
  }

  #endLine(): void {
    const line = this.#line;
    const isTooLong = this.#isTooLong;
    this.#line = '';
    this.#isTooLong = false;
    if (isTooLong || !line.startsWith('\t')) {
      this.#handOn();
      this.#packet = isTooLong ? undefined : [];
      return;
    }
    const [, offset = '', groups = ''] = hexLine.exec(line) ?? [];
    const bytes = Buffer.from(groups.replaceAll(' ', ''), 'hex');
    const fits =
      this.#packet?.length === Number.parseInt(offset, 16) &&
      this.#packet.length + bytes.length <= maxPacketBytes;
    if (fits) this.#packet?.push(...bytes);
    else this.#packet = undefined;
  }

  #handOn(): void {
    const packet = this.#packet;
    this.#packet = undefined;
    if (packet !== undefined && packet.length > 0) this.#onPacket(Uint8Array.from(packet));
  }
}
