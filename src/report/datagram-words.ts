import { droppedFlows } from '../model/dropped-flows.js';
import type { Observation } from '../model/observation.js';

/** What a UDP probe's statistics say, in parts of a sentence; none for other probes. */
export function datagramWords({ datagrams }: Observation): string[] {
  if (datagrams === undefined) return [];
  const { sent, received, duplicates, reordered = 0, rttMs } = datagrams;
  return [
    `${received} of ${sent} datagrams answered`,
    ...(duplicates > 0 ? [`${duplicates} twice`] : []),
    ...(reordered > 0 ? [`${reordered} out of order`] : []),
    ...(rttMs === undefined
      ? []
      : [`round trip ${rounded(rttMs.min)}/${rounded(rttMs.median)}/${rounded(rttMs.max)} ms`]),
    ...droppedFlows(datagrams).map((flow) => `none of ${flow.sent} from ${flow.localAddress}`),
  ];
}

/** How many connections an answer took, when they were several. */
export function connectionWords({ connections }: Observation): string[] {
  return connections === undefined ? [] : [`answered only after ${connections} connections were tried`];
}

function rounded(ms: number): string {
  return ms >= 10 ? ms.toFixed(0) : String(Number(ms.toFixed(1)));
}
