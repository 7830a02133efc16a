import { expect, test } from 'vitest';

import { AnnouncementBook, type Hearing } from '../../src/discovery/announcement-book.js';
import type { LiqoRecords } from '../../src/discovery/liqo-records.js';

const turin = '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a';

function records(
  instance: string,
  { ttl = 90, port = 30_443, host = `${instance}.local` } = {},
): LiqoRecords {
  return {
    pointers: [{ instance, ttl }],
    services: [{ instance, host, port, ttl }],
    addresses: [{ host, address: '192.168.1.11', ttl }],
  };
}

const hearing: Hearing = { at: 0, sender: '192.168.1.11', interface: 'eth0', isUnicast: false };

test('an announcement has what its records say, and where it was heard', () => {
  const book = new AnnouncementBook();
  book.take(records(turin), hearing);
  expect(book.announcements(10)).toEqual([
    {
      instance: turin,
      host: `${turin}.local`,
      port: 30_443,
      addresses: [{ address: '192.168.1.11', interface: 'eth0' }],
      ttlSeconds: 90,
      interfaces: ['eth0'],
      senders: ['192.168.1.11'],
      state: 'present',
      firstHeardMs: 0,
    },
  ]);
});

test('a name is the same in any case, and the same word heard twice changes nothing', () => {
  const book = new AnnouncementBook();
  book.take(records(turin), hearing);
  const before = book.announcements(1);
  book.take(records(turin.toUpperCase(), { host: `${turin}.local` }), hearing);
  expect(book.announcements(1)).toEqual(before);
});

test('it expires when its time is over, and is back when it is announced again', () => {
  const book = new AnnouncementBook();
  const stateAt = (now: number) => book.announcements(now)[0]?.state;
  book.take(records(turin, { ttl: 3 }), hearing);
  expect([stateAt(2999), stateAt(3000)]).toEqual(['present', 'expired']);
  book.take(records(turin, { ttl: 3 }), { ...hearing, at: 5000 });
  expect(stateAt(5001)).toBe('present');
});

test('one that is back is told as such, and nothing is believed of where it was before', () => {
  const book = new AnnouncementBook();
  book.take(records(turin, { port: 30_443 }), hearing);
  book.take({ pointers: [{ instance: turin, ttl: 0 }], services: [], addresses: [] }, hearing);
  book.take(
    { pointers: [{ instance: turin, ttl: 90 }], services: [], addresses: [] },
    { ...hearing, at: 5000, sender: '192.168.1.77', interface: 'eth1' },
  );
  expect(book.announcements(5001)).toEqual([
    {
      instance: turin,
      addresses: [],
      interfaces: ['eth1'],
      senders: ['192.168.1.77'],
      state: 'present',
      firstHeardMs: 0,
      returns: 1,
    },
  ]);
});

test('a record with time to live 0 withdraws it', () => {
  const book = new AnnouncementBook();
  book.take(records(turin), hearing);
  book.take({ pointers: [{ instance: turin, ttl: 0 }], services: [], addresses: [] }, hearing);
  expect(book.announcements(1)[0]?.state).toBe('goodbye');
});

test('the capped times of unicast answers are not taken for those that are announced', () => {
  const book = new AnnouncementBook();
  book.take(records(turin, { ttl: 10 }), { ...hearing, isUnicast: true });
  expect(book.announcements(60_000)[0]).toMatchObject({ state: 'present' });
  expect(book.announcements(60_000)[0]).not.toHaveProperty('ttlSeconds');
  book.take(records(turin, { ttl: 90 }), { ...hearing, at: 1000 });
  expect(book.announcements(1001)[0]?.ttlSeconds).toBe(90);
});

test('who has not been repeated for four fifths of its time is asked for, four times at most', () => {
  const book = new AnnouncementBook();
  book.take(records(turin, { ttl: 100 }), hearing);
  const asked = Array.from({ length: 100 }, (_, second) => book.dueForRefresh(second * 1000).length);
  expect(asked.flatMap((count, second) => (count > 0 ? [second] : []))).toEqual([80, 86, 92, 98]);
});

test('one sender takes no more than its share, however much it announces', () => {
  const book = new AnnouncementBook({ instances: 256, instancesPerSender: 64 });
  for (let index = 0; index < 10_000; index += 1) book.take(records(`flood-${index}`), hearing);
  book.take(records(turin), { ...hearing, sender: '192.168.1.12' });
  const kept = book.announcements(1);
  expect(kept).toHaveLength(65);
  expect(kept.at(-1)?.instance).toBe(turin);
  expect(book.notKept).toBe(10_000 - 64);
});

test('many senders displace what was heard longest ago, and never what has answered', () => {
  const book = new AnnouncementBook({ instances: 4, instancesPerSender: 1 });
  book.take(records(turin), { ...hearing, sender: 'turin' });
  book.settle(turin);
  for (let index = 0; index < 20; index += 1) {
    book.take(records(`flood-${index}`), { ...hearing, at: index, sender: `sender-${index}` });
  }
  expect(book.announcements(20).map(({ instance }) => instance)).toEqual([
    turin,
    'flood-17',
    'flood-18',
    'flood-19',
  ]);
});

test('clusters that are gone make room for new ones, even for those of the same sender', () => {
  const book = new AnnouncementBook({ instances: 4, instancesPerSender: 2 });
  for (let index = 0; index < 20; index += 1) {
    const instance = `cluster-${index}`;
    book.take(records(instance), { ...hearing, at: index });
    book.settle(instance);
    if (index < 19) book.take({ pointers: [{ instance, ttl: 0 }], services: [], addresses: [] }, hearing);
  }
  expect(book.announcements(20).map(({ instance, state }) => `${instance} ${state}`)).toEqual([
    'cluster-16 goodbye',
    'cluster-17 goodbye',
    'cluster-18 goodbye',
    'cluster-19 present',
  ]);
  expect(book.notKept).toBe(0);
});

test('a host that two clusters have keeps its addresses when one of them is displaced', () => {
  const book = new AnnouncementBook({ instances: 2, instancesPerSender: 2 });
  const host = 'shared.local';
  book.take(records('first', { host }), { ...hearing, at: 1 });
  book.take(records('second', { host }), { ...hearing, at: 2 });
  book.take(records('third'), { ...hearing, at: 3, sender: '192.168.1.12' });
  expect(book.announcements(4).map(({ instance, addresses }) => [instance, addresses.length])).toEqual([
    ['second', 1],
    ['third', 1],
  ]);
});

test('addresses of hosts that nobody points to are not remembered', () => {
  const book = new AnnouncementBook();
  book.take(
    { pointers: [], services: [], addresses: [{ host: 'x.local', address: '192.0.2.1', ttl: 9 }] },
    hearing,
  );
  book.take({ ...records(turin, { host: 'x.local' }), addresses: [] }, hearing);
  expect(book.announcements(1)[0]?.addresses).toEqual([]);
});
