import type { Endpoint } from '../model/peering.js';
import type { PortForward } from '../model/prescription.js';

/** An address and port as one writes them: an IPv6 literal in brackets (RFC 3986 §3.2.2). */
export function formatAddress(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An endpoint for people: `https://203.0.113.8:6443` or `UDP 203.0.113.8:51840`; several ports joined by commas. */
export function formatEndpoint(endpoint: Endpoint): string {
  const address = formatAddress(endpoint.host, endpoint.ports.join(','));
  return endpoint.protocol === 'https' ? `https://${address}` : `UDP ${address}`;
}

/** A router's forwarding row: `UDP 203.0.113.8:40582 → 192.168.1.11:30742`. An address not seen is a placeholder. */
export function formatForward(forward: PortForward, arrow: string): string {
  const from = formatAddress(forward.publicAddress ?? '<your public address>', forward.publicPort);
  const to = formatAddress(forward.targetAddress, forward.targetPort);
  return `${forward.protocol.toUpperCase()} ${from} ${arrow} ${to}`;
}
