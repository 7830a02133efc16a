import { formatHostPort } from '../../liqo/address-kind.js';
import { assertNever } from '../../model/assert-never.js';
import type { Observation } from '../../model/observation.js';
import type { Endpoint } from '../../model/peering.js';

/** A transport address as a firewall's administrator would write it: `TCP 203.0.113.10:6443`. */
export function transportAddress(protocol: 'https' | 'tcp' | 'udp', host: string, port: number): string {
  return `${protocol === 'udp' ? 'UDP' : 'TCP'} ${formatHostPort(host, port)}`;
}

/** The same for an endpoint; several ports are separated by commas. */
export function endpointText({ protocol, host, ports }: Endpoint): string {
  const [first = 0, ...others] = ports;
  return [transportAddress(protocol, host, first), ...others].join(', ');
}

/** The same for what an observation dialled. */
export function probedAddress({ protocol, host, port }: Observation): string {
  return transportAddress(protocol, host, port);
}

/** What became of a probe, as the end of a sentence: `… : nothing answered in time`. */
export function outcomePhrase(observation: Observation): string {
  const { outcome, cause, protocol, host } = observation;
  const because = cause === undefined ? '' : ` (${cause})`;
  const isUdp = protocol === 'udp';
  switch (outcome) {
    case 'open':
    case 'replied':
      return 'it answered';
    case 'refused':
      return isUdp ? 'the port is closed, an ICMP port-unreachable came back' : 'the connection was refused';
    case 'filtered':
      return isUdp
        ? `a device on the way rejected the datagrams${because}`
        : `nothing answered in time${because}`;
    case 'unreachable':
      return `no route leads there${because}`;
    case 'reset':
      return `the connection was reset${because}`;
    case 'dns-failure':
      return `the name ${host} does not resolve${because}`;
    case 'tls-failure':
      return tlsPhrase(observation);
    case 'wrong-service':
      return `another service answered there${because}`;
    case 'wrong-cluster':
      return `another cluster answered there${because}`;
    case 'silent':
      return 'no datagram was answered, and nothing tells why';
    case 'request-lost':
      return 'the datagrams never arrived, although the responder behind it was alive';
    case 'reply-lost':
      return 'the datagrams arrived, but the replies were lost on their way back';
    case 'error':
      return `the probe itself failed${because}`;
    default:
      return assertNever(outcome);
  }
}

function tlsPhrase({ cause, host, certificate }: Observation): string {
  switch (cause) {
    case 'wrong-name': {
      const names =
        certificate === undefined || certificate.names.length === 0
          ? ''
          : `, only ${certificate.names.join(', ')}`;
      return `its certificate does not name ${host}${names}`;
    }
    case 'unknown-authority':
      return 'its certificate does not descend from the authority that Liqo hands to the peer';
    case 'not-yet-valid':
      return `its certificate is not valid yet${certificate === undefined ? '' : `, only from ${certificate.notBefore}`}`;
    case 'expired':
      return `its certificate has expired${certificate === undefined ? '' : `, on ${certificate.notAfter}`}`;
    default:
      return `the TLS handshake failed${cause === undefined ? '' : ` (${cause})`}`;
  }
}
