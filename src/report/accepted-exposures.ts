import type { Exposure } from '../model/peering.js';

/** Alternatives joined by commas; a node port and a forwarding in front of it are one alternative together. */
export function acceptedText(accepted: readonly Exposure[]): string {
  const isForwardedNodePort = accepted.includes('NodePort') && accepted.includes('PortForwarding');
  if (!isForwardedNodePort) return accepted.join(', ');
  const others = accepted.filter((exposure) => exposure !== 'NodePort' && exposure !== 'PortForwarding');
  return ['NodePort + PortForwarding', ...others].join(', ');
}
