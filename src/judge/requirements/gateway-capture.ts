import { captureControlId, type CapturedArrival, type GatewayCapture } from '../../model/gateway-capture.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';

/**
 * What a capture at a live gateway says of the peer's way to it. `arrived`: the datagrams of every prober came;
 * `dropped`: they came to the node, whose own packet filter dropped them; `doubtful`: they came, and may
 * have been dropped there; `absent`: none came, though the capture was able to see; `blind`: nothing can be concluded, `why` is a clause.
 */
export type CaptureVerdict =
  | {
      readonly kind: 'arrived';
      readonly capture: GatewayCapture;
      readonly received: number;
      readonly sources: readonly string[];
    }
  | { readonly kind: 'dropped'; readonly capture: GatewayCapture }
  | { readonly kind: 'absent'; readonly capture: GatewayCapture; readonly sent: number }
  | { readonly kind: 'doubtful' | 'blind'; readonly why: string };

/** With 20 % loss, so many datagrams are all lost with a probability of 0.2^8 = 2.6e-6. */
const enoughDatagrams = 8;

/**
 * Judges a capture by the peer's probes of the live gateway; `undefined` when none was asked for, or none of those
 * probes is known.
 *
 * Absence counts only by contrast: the capture listened the whole time, lost nothing, and saw the datagrams that the
 * gateway's own cluster sent to the same Service.
 */
export function judgeCapture(
  cluster: Side,
  seen: readonly Observation[],
  { evidence }: Pick<JudgeContext, 'evidence'>,
): CaptureVerdict | undefined {
  const capture = evidence.captures?.find((one) => one.cluster === cluster);
  if (capture === undefined || seen.length === 0) return undefined;
  const blind = (why: string): CaptureVerdict => ({ kind: 'blind', why });
  if (capture.status === 'failed') return blind(`the capture at the gateway failed: ${capture.reason ?? ''}`);
  const arrivals = seen.map(({ id }) => arrivalOf(id, capture));
  const arrived = arrivals.filter((arrival) => arrival !== undefined);
  if (arrived.length === seen.length && arrived.some(({ tracked }) => tracked === false)) {
    return arrivalOf(captureControlId(cluster), capture)?.tracked === true
      ? { kind: 'dropped', capture }
      : {
          kind: 'doubtful',
          why: `the capture saw the datagrams arrive on ${captureNode(capture)}, but connection tracking there knows nothing of them, as where its own packet filter drops them`,
        };
  }
  if (arrived.length === seen.length) {
    const received = arrived.reduce((sum, one) => sum + one.received, 0);
    return { kind: 'arrived', capture, received, sources: arrived.flatMap(({ sources }) => sources) };
  }
  if (arrived.length > 0) {
    return blind(
      `the capture at the gateway saw the datagrams of ${arrived.length} of ${seen.length} probers`,
    );
  }
  if (capture.status === 'interrupted') {
    return blind(`the capture at the gateway may have missed some datagrams: ${capture.reason ?? ''}`);
  }
  if (arrivalOf(captureControlId(cluster), capture) === undefined) {
    return blind(
      `the capture at the gateway saw nothing from the ${peerOf(cluster)} cluster, and nothing from its own cluster either`,
    );
  }
  const sent = seen.map(({ datagrams }) => datagrams?.sent ?? 0);
  return sent.every((count) => count >= enoughDatagrams)
    ? { kind: 'absent', capture, sent: sent.reduce((sum, count) => sum + count, 0) }
    : blind('the capture at the gateway saw none of too few datagrams');
}

function arrivalOf(probe: string, { arrivals }: GatewayCapture): CapturedArrival | undefined {
  return arrivals.find((arrival) => arrival.probe === probe && arrival.received > 0);
}

/** `node worker-1 of the gateway`. */
export function captureNode({ node }: GatewayCapture): string {
  return node === undefined || node === '' ? 'the node of the gateway' : `node ${node} of the gateway`;
}

/** What would let somebody know, or why that did not: the end of a sentence, with what joins it. */
export function captureHint(
  cluster: Side,
  verdict: CaptureVerdict | undefined,
  { evidence, clusters }: Pick<JudgeContext, 'evidence' | 'clusters'>,
): string {
  if (verdict?.kind === 'blind') return `; ${verdict.why}`;
  if (evidence.captures !== undefined) return '';
  const { namespace } = clusters[cluster].liqo;
  return `; --capture would tell, which takes the right to create pods/exec in namespace ${namespace} of the ${cluster} cluster`;
}
