import { expect, test } from 'vitest';

import { liqoRecordsOf } from '../../src/discovery/liqo-records.js';

test('names with a dot at their end, in any case, are the same names', () => {
  const records = liqoRecordsOf({
    type: 'response',
    answers: [
      { name: '_LIQO_auth._tcp.local.', type: 'PTR', ttl: 90, data: 'Turin._liqo_auth._tcp.local.' },
      {
        ...{ name: 'Turin._liqo_auth._tcp.local', type: 'SRV', ttl: 90 },
        data: { target: 'Node-1.local.', port: 30_443 },
      },
    ],
    additionals: [{ name: 'node-1.LOCAL', type: 'A', ttl: 90, data: '192.168.1.11' }],
  });
  expect(records).toEqual({
    pointers: [{ instance: 'Turin', ttl: 90 }],
    services: [{ instance: 'Turin', host: 'node-1.local', port: 30_443, ttl: 90 }],
    addresses: [{ host: 'node-1.local', address: '192.168.1.11', ttl: 90 }],
  });
});

test('other services, malformed addresses and the host that is none are passed over', () => {
  const records = liqoRecordsOf({
    type: 'response',
    answers: [
      { name: '_http._tcp.local', type: 'PTR', ttl: 90, data: 'Printer._http._tcp.local' },
      { name: 'Turin._liqo_auth._tcp.local', type: 'SRV', ttl: 90, data: { target: '.', port: 1 } },
      { name: 'node-1.local', type: 'A', ttl: 90, data: 'not an address' },
    ],
  });
  expect(records).toEqual({ pointers: [], services: [], addresses: [] });
});
