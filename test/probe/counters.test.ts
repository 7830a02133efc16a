import { expect, test } from 'vitest';

import { parseCounters } from '../../src/probe/counters.js';

const snmp = `Ip: Forwarding DefaultTTL ReasmReqds ReasmOKs FragOKs FragCreates
Ip: 1 64 6 3 2 5
Icmp: InMsgs InErrors
Icmp: 16 0
IcmpMsg: InType0 InType3 OutType8
IcmpMsg: 4 11 4
Udp: InDatagrams NoPorts
Udp: 5 6
`;
const snmp6 = `Ip6InReceives                   \t90
Icmp6InDestUnreachs             \t7
Icmp6InPktTooBigs               \t0
Ip6ReasmReqds                   \t2
Ip6FragCreates                  \t10
`;

test('adds up what both families count', () => {
  expect(parseCounters(snmp, snmp6)).toEqual({
    destinationUnreachable: 18,
    fragmentsCreated: 15,
    fragmentsReceived: 8,
  });
});

test('counts none where no ICMP message has come yet', () => {
  expect(parseCounters('Ip: Forwarding\nIp: 1\n', undefined)).toEqual({ destinationUnreachable: 0 });
});

test('counts IPv6 alone where IPv4 is absent', () => {
  expect(parseCounters(undefined, snmp6)).toEqual({
    destinationUnreachable: 7,
    fragmentsCreated: 10,
    fragmentsReceived: 2,
  });
});

test('knows nothing where the system publishes nothing', () => {
  expect(parseCounters(undefined, undefined)).toBeUndefined();
});
