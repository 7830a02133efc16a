import { formatHostPort } from '../../liqo/address-kind.js';
import { assertNever } from '../../model/assert-never.js';
import type { Observation } from '../../model/observation.js';
import type { Endpoint } from '../../model/peering.js';
import { tunnelPhrase } from './tunnel-text.js';

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
  const ofTunnel = tunnelPhrase(observation);
  if (ofTunnel !== undefined) return ofTunnel;
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
      if (cause === 'accepts-every-port') return everyPort;
      return cause === 'fin-at-once' || cause === 'rst-at-once'
        ? `the connection was accepted and ended at once, as by a load balancer without backends${because}`
        : `the connection was reset${because}`;
    case 'dns-failure':
      return `the name ${host} does not resolve${because}`;
    case 'tls-failure':
      return tlsPhrase(observation);
    case 'wrong-service':
      return serviceClauses[cause ?? ''] ?? `another service answered there${because}`;
    case 'wrong-cluster':
      return cause === 'other-authority'
        ? `the API server of another cluster answered there, by its certificate${issuedBy(observation)}`
        : `another cluster answered there${because}`;
    case 'proxy-failure':
      return proxyPhrase(observation);
    case 'silent':
      return 'no datagram was answered, and nothing tells why';
    case 'request-lost':
      return 'the datagrams never arrived, although the responder behind it was alive';
    case 'reply-lost':
      return 'the datagrams arrived, but the replies were lost on their way back';
    case 'error':
      if (cause === 'proxy-credentials-withheld') {
        return `${proxyName(observation)} wants credentials, which Liqo has and the probe does not carry`;
      }
      if (cause === 'proxy-scheme-not-supported') {
        return `the probe can go through proxies of scheme http only, and ${proxyName(observation)} is of another`;
      }
      return `the probe itself failed${because}`;
    default:
      return assertNever(outcome);
  }
}

const everyPort =
  'something in between accepts connections to every port of that address, and nothing is known of what is behind it';

const serviceClauses: Readonly<Partial<Record<string, string>>> = {
  'accepted-then-silent': 'the connection was accepted, but the request was never answered',
  'stalled-answer': 'the answer began and did not come whole in time',
  'http-proxy': 'an HTTP proxy in between answered in its place',
  'captive-portal': 'a captive portal in between answered in its place',
};

/** `, issued by CN=…`, which names the device where one that inspects TLS stands in the path. */
function issuedBy({ certificate }: Observation): string {
  return certificate === undefined ? '' : `, issued by ${certificate.issuer}`;
}

/** `the proxy http://proxy.example.org:3128`. */
export function proxyName({ proxy }: Observation): string {
  return proxy === undefined
    ? 'the proxy'
    : `the proxy ${proxy.scheme}://${formatHostPort(proxy.host, proxy.port)}`;
}

/** ` through the proxy http://…`, for a probe that went through one; a proxy that failed is named by what it did. */
export function throughProxy(observation: Observation): string {
  const { proxy, outcome, phase } = observation;
  const isPassed = proxy !== undefined && outcome !== 'proxy-failure' && phase !== 'proxy';
  return isPassed ? ` through ${proxyName(observation)}` : '';
}

function proxyPhrase(observation: Observation): string {
  const { cause, httpStatus } = observation;
  const status = httpStatus === undefined ? '' : ` (HTTP status ${httpStatus})`;
  const what = proxyClauses[cause ?? ''] ?? `did not open the way${cause === undefined ? '' : ` (${cause})`}`;
  return `${proxyName(observation)} ${what}${status}`;
}

const proxyClauses: Readonly<Partial<Record<string, string>>> = {
  'proxy-refused': 'refused to connect there',
  'proxy-authentication': 'wants credentials, and the environment names none',
  'proxy-upstream-failure': 'could not connect there',
  'proxy-silent': 'accepted the connection and never answered',
  'proxy-stalled': 'began to answer and did not go on',
  'proxy-closed': 'ended the connection',
  'not-a-proxy': 'answered, but not as a proxy does',
  'captive-portal': 'is a captive portal, or stands behind one',
  'proxy-name-unresolved': 'has a name that does not resolve',
  'proxy-connection-refused': 'refused the connection to itself',
  'proxy-filtered': 'did not answer connection attempts in time',
  'proxy-unreachable': 'cannot be reached',
};

function tlsPhrase(observation: Observation): string {
  const { cause, host, certificate } = observation;
  switch (cause) {
    case 'wrong-name': {
      const names =
        certificate === undefined || certificate.names.length === 0
          ? ''
          : `, only ${certificate.names.join(', ')}`;
      return `its certificate does not name ${host}${names}`;
    }
    case 'unknown-authority':
      return `its certificate does not descend from the authority that Liqo hands to the peer${issuedBy(observation)}`;
    case 'not-yet-valid':
      return `its certificate is not valid yet${certificate === undefined ? '' : `, only from ${certificate.notBefore}`}`;
    case 'expired':
      return `its certificate has expired${certificate === undefined ? '' : `, on ${certificate.notAfter}`}`;
    case 'accepts-every-port':
      return everyPort;
    case 'accepted-then-silent':
      return 'the connection was accepted, but the TLS greeting was never answered';
    case 'stalled-handshake':
      return 'the TLS handshake began and stalled: large packets may be lost on the way, as where the path MTU is not told';
    case 'not-tls':
      return 'what answered there does not speak TLS';
    case 'http-proxy':
      return 'an HTTP proxy in between answered in its place';
    case 'captive-portal':
      return 'a captive portal in between answered in its place';
    case 'sni-required':
      return 'it answers only clients that name a host (SNI), which clients that dial an address do not';
    case 'client-certificate-wanted':
      return 'it wants a client certificate';
    default:
      return `the TLS handshake failed${cause === undefined ? '' : ` (${cause})`}`;
  }
}
