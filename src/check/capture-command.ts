/** More packets than probes send, forwarded copies included; then tcpdump ends by itself. */
export const packetLimit = 2000;
/** Enough of a packet for every datagram of a probe that is captured. */
const snapshotBytes = 512;

/** The first four bytes of every datagram of a run, `LQDR`. */
const magic = '0x4c514452';

/**
 * What tcpdump lets through: datagrams to the gateway that begin as this program's do, hence nothing of anybody else's.
 * The address families are written out because libpcap's `udp[…]` knows IPv4 alone (pcap-filter(7)).
 */
function captureFilter(ports: readonly number[]): string {
  const toGateway = ports.map((port) => `udp dst port ${port}`).join(' or ');
  return `(${toGateway}) and ((ip and udp[8:4] = ${magic}) or (ip6 and ip6[6] = 17 and ip6[48:4] = ${magic}))`;
}

/**
 * Captures until a line comes on standard input, or its end does, as when this program is killed; and until `timeout`
 * in any case. Both the shell and tcpdump have the time limit, so that nothing stays behind in the pod.
 */
const script = [
  'command -v tcpdump >/dev/null || { echo "there is no tcpdump" >&2; exit 127; }',
  `timeout "$1" tcpdump -i any -Q in -p -n -t -l -x -s ${snapshotBytes} -c ${packetLimit} "$2" &`,
  'capture=$!',
  'read -r line',
  'kill "$capture" 2>/dev/null',
  'wait "$capture"',
].join('\n');

/** The command line that captures what comes to these ports, for so many seconds at most. */
export function captureCommand(ports: readonly number[], seconds: number): readonly string[] {
  const limit = String(Math.max(1, Math.ceil(seconds)));
  return ['timeout', limit, 'sh', '-c', script, 'capture', limit, captureFilter(ports)];
}
