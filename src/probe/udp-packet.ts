/** The two ends of a datagram; IPv6 addresses in canonical form (RFC 5952). */
export interface UdpFlow {
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
}

/** A UDP datagram as it stands in a packet. */
export interface UdpPacket extends UdpFlow {
  readonly payload: Uint8Array;
}

const udp = 17;
const udpHeaderBytes = 8;
const ipv6HeaderBytes = 40;
const leastIpv4HeaderBytes = 20;
/** More fragments, or an offset: all but a whole packet. */
const fragmentBits = 0x3fff;

/**
 * The datagram in an IP packet; `undefined` for whatever is not one whole UDP datagram, IPv6 with extension headers
 * included, which no prober sends.
 *
 * SOURCE: RFC 791 §3.1, RFC 8200 §3, RFC 768.
 */
export function readUdpPacket(packet: Uint8Array): UdpPacket | undefined {
  const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
  if (bytes.length < leastIpv4HeaderBytes) return undefined;
  switch (bytes.readUInt8(0) >> 4) {
    case 4: {
      const headerBytes = (bytes.readUInt8(0) & 0x0f) * 4;
      const isWhole = (bytes.readUInt16BE(6) & fragmentBits) === 0;
      if (headerBytes < leastIpv4HeaderBytes || !isWhole || bytes.readUInt8(9) !== udp) return undefined;
      return datagramIn(bytes.subarray(headerBytes), {
        sourceAddress: bytes.subarray(12, 16).join('.'),
        destinationAddress: bytes.subarray(16, 20).join('.'),
      });
    }
    case 6:
      if (bytes.length < ipv6HeaderBytes || bytes.readUInt8(6) !== udp) return undefined;
      return datagramIn(bytes.subarray(ipv6HeaderBytes), {
        sourceAddress: ipv6Text(bytes.subarray(8, 24)),
        destinationAddress: ipv6Text(bytes.subarray(24, 40)),
      });
    default:
      return undefined;
  }
}

type Addresses = Pick<UdpFlow, 'sourceAddress' | 'destinationAddress'>;

function datagramIn(bytes: Buffer, addresses: Addresses): UdpPacket | undefined {
  if (bytes.length < udpHeaderBytes) return undefined;
  const length = bytes.readUInt16BE(4);
  if (length < udpHeaderBytes || length > bytes.length) return undefined;
  return {
    ...addresses,
    sourcePort: bytes.readUInt16BE(0),
    destinationPort: bytes.readUInt16BE(2),
    payload: Uint8Array.from(bytes.subarray(udpHeaderBytes, length)),
  };
}

function ipv6Text(address: Buffer): string {
  const groups = address.toString('hex').match(/.{4}/gu) ?? [];
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
