import type { Handshake, Observation } from '../../model/observation.js';

/** What became of a WireGuard probe, as the end of a sentence; `undefined` for any other observation. */
export function tunnelPhrase(observation: Observation): string | undefined {
  const { handshake, cause, outcome } = observation;
  if (handshake === undefined) return undefined;
  const { dataSent, dataBytes } = handshake;
  if (outcome === 'replied') {
    return `a WireGuard handshake passed, and so did packets through its tunnel, of up to ${dataBytes} bytes over UDP`;
  }
  switch (cause) {
    case 'wireguard-dropped':
      return `ordinary datagrams are answered there, but WireGuard's are dropped: ${lostHandshake(outcome, handshake)}`;
    case 'wireguard-data-dropped':
      return `ordinary datagrams are answered there and so is WireGuard's handshake, but WireGuard's data are dropped: not all kinds came back of the ${dataSent} packets that were sent through the tunnel, in datagrams of up to ${dataBytes} bytes`;
    case 'wireguard-full-size-dropped':
      return `WireGuard's handshake and its small packets are answered there, but its datagrams of ${dataBytes} bytes are dropped, while ordinary ones of that size pass`;
    case 'full-size-dropped':
      return `WireGuard's handshake and its small packets are answered there; datagrams of ${dataBytes} bytes are not, whatever is in them`;
    default:
      return 'the way failed while WireGuard was tried: after it, not even ordinary datagrams were answered any more';
  }
}

function lostHandshake(outcome: Observation['outcome'], { initiations }: Handshake): string {
  if (outcome === 'request-lost') {
    return `none of ${initiations} handshake initiations (148 bytes, type 1) reached the other end`;
  }
  return outcome === 'reply-lost'
    ? `handshake initiations reached the other end, but none of its responses (92 bytes, type 2) came back to ${initiations} of them`
    : `none of ${initiations} handshake initiations got a response`;
}
