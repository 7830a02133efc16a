import type { HostRoute } from './nginx-configuration.js';

const defaults = [
  'defaults',
  '  mode tcp',
  '  timeout connect 5s',
  '  timeout client 60s',
  '  timeout server 60s',
];

/**
 * The configuration of a haproxy that passes TLS on at port 443 by the name in the greeting.
 *
 * Source: HAProxy 2.6 configuration manual, `req.ssl_sni`.
 */
export function sniConfiguration(routes: readonly HostRoute[]): string {
  const passed = routes.filter(({ protocol, host }) => protocol === 'passthrough' && host !== '');
  return [
    ...defaults,
    'frontend https',
    '  bind :443',
    '  tcp-request inspect-delay 5s',
    '  tcp-request content accept if { req.ssl_hello_type 1 }',
    ...passed.map(({ host }, index) => `  use_backend passed${index} if { req.ssl_sni -i ${host} }`),
    ...passed.flatMap(({ address, port }, index) => [
      `backend passed${index}`,
      `  server service ${address}:${port}`,
    ]),
    '',
  ].join('\n');
}

/** A TCP port of a load balancer's address, and where it leads. */
export interface BalancedPort {
  readonly address: string;
  readonly port: number;
  /** Addresses of nodes. */
  readonly nodes: readonly string[];
  readonly nodePort: number;
}

/** The configuration of a haproxy as a load balancer of TCP, in front of node ports. */
export function balancerConfiguration(ports: readonly BalancedPort[]): string {
  return [
    ...defaults,
    ...ports.flatMap(({ address, port, nodes, nodePort }) => [
      `listen ${address}:${port}`,
      `  bind ${address}:${port}`,
      '  balance roundrobin',
      ...nodes.map((node, index) => `  server node${index} ${node}:${nodePort}`),
    ]),
    '',
  ].join('\n');
}
