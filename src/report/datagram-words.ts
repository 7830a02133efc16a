import type { DatagramFlow, Observation } from '../model/observation.js';

/**
 * Datagrams after which a port without any reply, beside ports that have some, is told: chance alone, with 20 % loss in
 * each direction, leaves as many unanswered once in 1,300 times (0.36^7).
 */
const tellingDatagrams = 7;

/** What a UDP probe's statistics say, in parts of a sentence; none for other probes. */
export function datagramWords({ datagrams }: Observation): string[] {
  if (datagrams === undefined) return [];
  const { sent, received, duplicates, reordered = 0, rttMs, flows = [] } = datagrams;
  return [
    `${received} of ${sent} datagrams answered`,
    ...(duplicates > 0 ? [`${duplicates} twice`] : []),
    ...(reordered > 0 ? [`${reordered} out of order`] : []),
    ...(rttMs === undefined
      ? []
      : [`round trip ${rounded(rttMs.min)}/${rounded(rttMs.median)}/${rounded(rttMs.max)} ms`]),
    ...(received === 0 ? [] : flows.filter(isDropped).map(droppedFlow)),
  ];
}

function isDropped({ sent, received }: DatagramFlow): boolean {
  return received === 0 && sent >= tellingDatagrams;
}

function droppedFlow({ localAddress, sent }: DatagramFlow): string {
  return `none of ${sent} from ${localAddress}`;
}

/** How many connections an answer took, when they were several. */
export function connectionWords({ connections }: Observation): string[] {
  return connections === undefined ? [] : [`answered only after ${connections} connections were tried`];
}

function rounded(ms: number): string {
  return ms >= 10 ? ms.toFixed(0) : String(Number(ms.toFixed(1)));
}
