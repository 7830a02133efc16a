import { expect, test } from 'vitest';

import type { EndpointChoice } from '../../src/model/agent-plan.js';
import { dialledAddresses } from '../../src/probe/dialled-address.js';
import { formatHostPort } from '../../src/probe/host-port.js';
import { closedUdpPort } from '../helpers/probe-servers.js';
import { observe, testContext } from '../helpers/probe-setup.js';

const ipv4 = ['198.51.100.4', '198.51.100.5'];

interface Row {
  readonly why: string;
  readonly choice: EndpointChoice | undefined;
  readonly addresses: readonly string[];
  /** The machine's own addresses that datagrams leave by; none where it has no way out by that family. */
  readonly own: readonly string[];
  readonly dialled: readonly string[];
}

const both = ['10.0.0.7', '2001:db8:9::7'];
const rows: readonly Row[] = [
  {
    why: 'no choice is made',
    choice: undefined,
    addresses: [...ipv4, '2001:db8::4'],
    own: both,
    dialled: [...ipv4, '2001:db8::4'],
  },
  {
    why: 'a gateway of v0.5 to v0.10 prefers IPv4',
    choice: 'ipv4-first',
    addresses: ['2001:db8::4', ...ipv4],
    own: both,
    dialled: ipv4,
  },
  {
    why: 'there is no IPv4 address',
    choice: 'ipv4-first',
    addresses: ['2001:db8::4'],
    own: both,
    dialled: ['2001:db8::4'],
  },
  {
    why: '::/0 has precedence 40, ::ffff:0:0/96 has 35',
    choice: 'ranked',
    addresses: [...ipv4, '2001:db8::4'],
    own: both,
    dialled: ['2001:db8::4'],
  },
  {
    why: 'there is no way out by IPv6 (rule 1)',
    choice: 'ranked',
    addresses: [...ipv4, '2001:db8::4'],
    own: ['10.0.0.7'],
    dialled: ipv4,
  },
  {
    why: 'a unique local source has label 13, the destination has 1 (rule 5)',
    choice: 'ranked',
    addresses: [...ipv4, '2001:db8::4'],
    own: ['10.0.0.7', 'fd00::7'],
    dialled: ipv4,
  },
  {
    why: 'fc00::/7 has precedence 3 (rule 6)',
    choice: 'ranked',
    addresses: [...ipv4, 'fd00::4'],
    own: ['10.0.0.7', 'fd00::7'],
    dialled: ipv4,
  },
  {
    why: 'there is no way out by IPv4 (rule 1)',
    choice: 'ranked',
    addresses: [...ipv4, 'fd00::4'],
    own: ['fd00::7'],
    dialled: ['fd00::4'],
  },
];

test.each(rows)('dials $dialled since $why', async ({ choice, addresses, own, dialled }) => {
  const connectUdp = (address: string) => {
    const source = own.find((one) => one.includes(':') === address.includes(':'));
    return Promise.resolve(
      source === undefined
        ? ({ ok: false, code: 'ENETUNREACH' } as const)
        : ({
            ok: true,
            socket: {
              localAddress: formatHostPort(source, 40_000),
              send: () => Promise.resolve(undefined),
              onDatagram: () => undefined,
              onError: () => undefined,
              close: () => undefined,
            },
          } as const),
    );
  };
  expect(await dialledAddresses(addresses, { port: 51_840, choice, world: { connectUdp } })).toEqual(dialled);
});

test.each([
  { endpointChoice: 'ipv4-first', address: '127.0.0.1' },
  { endpointChoice: 'ranked', address: '::1' },
] as const)('a gateway is sought at $address alone, $endpointChoice', async ({ endpointChoice, address }) => {
  const task = {
    kind: 'live-gateway',
    id: 'remote-gateway-endpoint-1',
    purpose: 'endpoint',
    service: 'gateway',
    target: 'remote',
    host: 'gateway.example.org',
    port: await closedUdpPort(),
    endpointChoice,
  } as const;
  const resolve = () => Promise.resolve({ ok: true, addresses: ['127.0.0.1', '::1'] } as const);
  expect(await observe(task, testContext({ resolve }))).toMatchObject({ outcome: 'refused', address });
});
