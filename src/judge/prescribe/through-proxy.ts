import type { Observation } from '../../model/observation.js';
import { peerOf } from '../../model/peering.js';
import { proxyName } from '../evidence/outcome-text.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';

/**
 * Whether a proxy is at fault: it did not open the way, or it inspects TLS and shows a certificate of its own, which no
 * authority that Liqo could hand out makes good for all peers.
 */
export function isProxyAtFault({ decisive }: UnmetStream): boolean {
  if (decisive?.proxy === undefined) return false;
  return decisive.outcome === 'proxy-failure' || decisive.certificate?.trusted === false;
}

/** Lets Liqo go around its proxy, or through it: the peer's Deployments or the proxy have to change, not the target. */
export function leadPastProxy(unmet: UnmetStream, where: string, decisive: Observation): Remedy {
  const { cluster, configured } = unmet;
  const from = peerOf(cluster);
  const proxy = proxyName(decisive);
  const isInspected = decisive.outcome !== 'proxy-failure';
  const words = `Add ${decisive.host} to NO_PROXY in the environment of Liqo's Deployments in the ${from} cluster, if its pods reach ${where} without a proxy.`;
  const atProxy = isInspected
    ? `Have ${proxy} pass TLS to ${where} through without inspecting it.`
    : `Have ${proxy} connect the pods of the ${from} cluster to ${where}.`;
  return {
    exposure: configured ?? 'PublicAddress',
    summary: `Let Liqo in the ${from} cluster reach ${where} past ${proxy}.`,
    changes: [{ cluster: from, kind: 'infrastructure', words }],
    alternatives: [{ summary: atProxy, commands: [] }],
  };
}
