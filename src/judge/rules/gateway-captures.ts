import type { Finding } from '../../model/finding.js';
import type { GatewayCapture } from '../../model/gateway-capture.js';
import { captureControlId } from '../../model/gateway-capture.js';
import { peerOf } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-GW-007: where a capture was asked for, it was able to see, and says what it saw. */
export function capturesTold({ evidence }: RuleContext): readonly Finding[] {
  return (evidence.captures ?? []).map((capture) => {
    const { cluster } = capture;
    return makeFinding('LD-GW-007', {
      ...judged(forThisGateway(capture, evidence)),
      service: 'gateway',
      cluster,
      from: peerOf(cluster),
    });
  });
}

/** On a node's network a capture also sees what its own pods send to the same port of the other cluster's gateway. */
function forThisGateway(capture: GatewayCapture, { observations }: RuleContext['evidence']): GatewayCapture {
  const passing = observations
    .map(({ observation }) => observation)
    .filter(({ target }) => target !== capture.cluster)
    .map(({ id }) => id);
  return { ...capture, arrivals: capture.arrivals.filter(({ probe }) => !passing.includes(probe)) };
}

function judged(capture: GatewayCapture): { readonly status: 'pass' | 'warn'; readonly reason: string } {
  const { cluster, status, reason = 'nobody knows why', pod = 'the pod', arrivals } = capture;
  if (status === 'failed') {
    return {
      status: 'warn',
      reason: `Nothing was captured at the gateway of the ${cluster} cluster: ${reason}.`,
    };
  }
  const words = whatCame(capture);
  if (status === 'interrupted') {
    return {
      status: 'warn',
      reason: `The capture in ${pod} may have missed some datagrams (${reason}); ${words}.`,
    };
  }
  if (arrivals.some(({ probe, tracked }) => probe !== captureControlId(cluster) && tracked === false)) {
    return {
      status: 'warn',
      reason: `The capture in ${pod} saw ${words}; connection tracking on that node knows nothing of those of the ${peerOf(cluster)} cluster, as where its own packet filter drops them.`,
    };
  }
  return arrivals.length === 0
    ? { status: 'warn', reason: `The capture in ${pod} saw nothing, not even from its own cluster.` }
    : { status: 'pass', reason: `The capture in ${pod} saw ${words}.` };
}

function whatCame({ cluster, arrivals }: GatewayCapture): string {
  const control = captureControlId(cluster);
  const own = arrivals.find(({ probe }) => probe === control)?.received ?? 0;
  const others = arrivals.filter(({ probe }) => probe !== control);
  const received = others.reduce((sum, one) => sum + one.received, 0);
  const sources = others.flatMap((one) => one.sources);
  const from = sources.length === 0 ? '' : ` from ${sources.join(', ')}`;
  return `${received} datagrams of the ${peerOf(cluster)} cluster${from}, and ${own} of its own cluster`;
}
