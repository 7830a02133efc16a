/** The share of each range of ports, at its end, from which the labs of this suite draw. */
const share = 1 / 4;

/**
 * A number from 0 up to 1 for ports that nobody asked for: so high that no port which a topology sets is ever drawn, be
 * it a node port of a Service (from 32,076 of 30,000 to 32,767) or one of a masquerade or of a socket (from 53,942 of
 * 32,768 to 60,999). What is set could not be told from what is drawn otherwise, and firewalls and forwards that are
 * meant for the one would once in a thousand runs meet the other.
 */
export function drawHigh(): number {
  return 1 - share + Math.random() * share;
}

/** The first port that `drawHigh` makes of a range. */
export function firstDrawn(first: number, last: number): number {
  return first + Math.floor((1 - share) * (last - first + 1));
}

/** The ports of sockets of a process in a namespace, as `net.ipv4.ip_local_port_range` takes them; the same ones. */
export const socketPorts = `${firstDrawn(32_768, 60_999)} 60999`;
