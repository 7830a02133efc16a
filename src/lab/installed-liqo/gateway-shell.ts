import type { Datagram } from '../../probe/world.js';
import type { ProgramStreams, RunningProgram, StartProgram } from '../api/pod-programs.js';

/** What reaches the gateway, for whoever captures there. */
export class GatewayTraffic {
  readonly #watchers = new Set<(datagram: Datagram) => void>();

  /** WireGuard's socket: it takes everything and says nothing to strangers. */
  readonly receive = (datagram: Datagram): void => {
    for (const watch of this.#watchers) watch(datagram);
  };

  /** Calls back for what comes from now on; the result stops that. */
  watch(onDatagram: (datagram: Datagram) => void): () => void {
    this.#watchers.add(onDatagram);
    return () => this.#watchers.delete(onDatagram);
  }
}

/** Where the gateway listens. */
export interface GatewaySocket {
  readonly address: string;
  readonly port: number;
}

/**
 * The shell of the gateway's pod, as far as it is used: a command line with tcpdump in it captures until a line comes,
 * with the words and the exit code of tcpdump 4.99, conntrack knows every flow, and anything else is not found.
 */
export function gatewayShell(traffic: GatewayTraffic, socket: GatewaySocket): StartProgram {
  return (command, streams) => {
    const filter = command.at(-1) ?? '';
    if (command.some((word) => word.includes('tcpdump')))
      return capture(traffic, { ...socket, filter }, streams);
    if (command.includes('conntrack')) {
      // The lab's nodes have no packet filter of their own: whatever arrives is tracked.
      streams.exit(0);
      return { input: () => undefined, endOfInput: () => undefined };
    }
    streams.stderr(`sh: ${command[0] ?? ''}: not found\n`);
    streams.exit(127);
    return { input: () => undefined, endOfInput: () => undefined };
  };
}

function capture(
  traffic: GatewayTraffic,
  at: GatewaySocket & { readonly filter: string },
  { stdout, stderr, exit }: ProgramStreams,
): RunningProgram {
  let count = 0;
  stderr(
    'tcpdump: data link type LINUX_SLL2\ntcpdump: verbose output suppressed, use -v[v]... for full protocol decode\nlistening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 512 bytes\n',
  );
  const unwatch = traffic.watch((datagram) => {
    if (!passes(at.filter, at.port, datagram.payload)) return;
    count += 1;
    stdout(dump(at, datagram));
  });
  const stop = () => {
    unwatch();
    stderr(`${count} packets captured\n${count} packets received by filter\n0 packets dropped by kernel\n`);
    exit(0);
  };
  return { input: (text) => text.includes('\n') && stop(), endOfInput: unwatch };
}

/** As much of a filter as is used: ports, and the first four bytes of the datagram. */
function passes(filter: string, port: number, payload: Uint8Array): boolean {
  const ports = [...filter.matchAll(/udp dst port (\d+)/gu)].map(([, text]) => Number(text));
  const beginning = Buffer.from(payload).toString('hex', 0, 4);
  return ports.includes(port) && filter.includes(`udp[8:4] = 0x${beginning}`);
}

/** What `tcpdump -i any -n -t -x` writes of an IPv4 datagram. */
function dump({ address, port }: GatewaySocket, from: Datagram): string {
  const length = from.payload.length;
  const words = `eth0  In  IP ${from.address}.${from.port} > ${address}.${port}: UDP, length ${length}\n`;
  const packet = Buffer.concat([
    ipv4Header(from.address, address, length + 8),
    Buffer.alloc(8),
    from.payload,
  ]);
  packet.writeUInt16BE(from.port, 20);
  packet.writeUInt16BE(port, 22);
  packet.writeUInt16BE(length + 8, 24);
  let text = words;
  for (let offset = 0; offset < packet.length; offset += 16) {
    const groups = packet.toString('hex', offset, offset + 16).match(/.{1,4}/gu) ?? [];
    text += `\t0x${offset.toString(16).padStart(4, '0')}:  ${groups.join(' ')}\n`;
  }
  return text;
}

function ipv4Header(source: string, destination: string, payloadBytes: number): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(header.length + payloadBytes, 2);
  header.writeUInt16BE(0x4000, 6);
  header.writeUInt8(64, 8);
  header.writeUInt8(17, 9);
  header.set(source.split('.').map(Number), 12);
  header.set(destination.split('.').map(Number), 16);
  return header;
}
