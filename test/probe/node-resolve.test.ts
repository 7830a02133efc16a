import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { createResolver, resolverByFiles } from '../../src/probe/node-resolve.js';
import { closedUdpPort, startUdp } from '../helpers/probe-servers.js';

const types = { 1: 'A', 28: 'AAAA' } as const;
const codes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/** What a server says of a name and type: an answer, a response code, or nothing. */
type Say = (name: string, type: 'A' | 'AAAA') => readonly number[] | keyof typeof codes | undefined;

/** A DNS server with at most one record per answer. Source: RFC 1035 §4.1. */
function startDns(say: Say): Promise<number> {
  return startUdp((query, answer) => {
    const labels: string[] = [];
    let offset = 12;
    for (let length = query[offset]!; length > 0; length = query[offset]!) {
      labels.push(query.toString('latin1', offset + 1, offset + 1 + length));
      offset += 1 + length;
    }
    const typeNumber = query.readUInt16BE(offset + 1);
    const said = say(labels.join('.').toLowerCase(), types[typeNumber as keyof typeof types]);
    if (said === undefined) return;
    const question = query.subarray(12, offset + 5);
    const isRecord = typeof said !== 'string';
    const header = Buffer.from([query[0]!, query[1]!, 0x81, 0x80, 0, 1, 0, isRecord ? 1 : 0, 0, 0, 0, 0]);
    if (!isRecord) header[3] = 0x80 | codes[said];
    const record = isRecord ? [0xc0, 12, 0, typeNumber, 0, 1, 0, 0, 0, 60, 0, said.length, ...said] : [];
    answer(Buffer.concat([header, question, Buffer.from(record)]));
  });
}

async function resolver(port: number, resolvConf = 'search a.test b.test\noptions ndots:2\n') {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-resolver-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const files = { resolvConf: join(folder, 'resolv.conf'), hosts: join(folder, 'hosts') };
  await writeFile(files.resolvConf, resolvConf);
  await writeFile(files.hosts, '192.0.2.99 pinned.example.org\n');
  return resolverByFiles({ ...files, servers: [`127.0.0.1:${port}`] });
}

test('takes what the hosts file says without asking anybody', async () => {
  const resolve = await resolver(await closedUdpPort());
  expect(await resolve('Pinned.example.org.')).toEqual({ ok: true, addresses: ['192.0.2.99'] });
});

test('goes through the search domains in order, and joins both families', async () => {
  const asked: string[] = [];
  const port = await startDns((name, type) => {
    asked.push(`${name} ${type}`);
    if (name !== 'auth.b.test' && name !== 'auth') return 'NXDOMAIN';
    if (type === 'A') return name === 'auth' ? [192, 0, 2, 1] : [192, 0, 2, 2];
    return [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, name === 'auth' ? 1 : 2];
  });
  const resolve = await resolver(port);
  expect(await resolve('auth')).toEqual({ ok: true, addresses: ['192.0.2.2', '2001:db8::2'] });
  expect(new Set(asked)).toEqual(
    new Set(
      ['a.test', 'b.test']
        .flatMap((domain) => [`auth.${domain} A`, `auth.${domain} AAAA`])
        .concat('auth A', 'auth AAAA'),
    ),
  );
});

test('takes a name with enough dots as it stands, even where a search domain has one too', async () => {
  const port = await startDns((name, type) => {
    if (type === 'AAAA') return 'NOERROR';
    return name === 'api.example.org' ? [192, 0, 2, 1] : [192, 0, 2, 2];
  });
  const resolve = await resolver(port);
  expect(await resolve('api.example.org')).toEqual({ ok: true, addresses: ['192.0.2.1'] });
});

test.each([
  ['NXDOMAIN', 'ENOTFOUND'],
  ['NOERROR', 'ENODATA'],
  ['SERVFAIL', 'ESERVFAIL'],
  ['REFUSED', 'EREFUSED'],
] as const)('tells the failure of the name as it stands: %s', async (said, code) => {
  const port = await startDns((name) => (name === 'auth.example.org' ? said : 'NXDOMAIN'));
  const resolve = await resolver(port);
  expect(await resolve('auth.example.org')).toEqual({ ok: false, code });
});

test('asks again while questions get lost', async () => {
  const seen = new Map<string, number>();
  const port = await startDns((name, type) => {
    const count = (seen.get(`${name} ${type}`) ?? 0) + 1;
    seen.set(`${name} ${type}`, count);
    if (count <= 2) return undefined;
    return type === 'A' ? [192, 0, 2, 1] : 'NOERROR';
  });
  const resolve = await resolver(port, '');
  expect(await resolve('api.example.org')).toEqual({ ok: true, addresses: ['192.0.2.1'] });
});

test('gives up a silent server for a hundred names in the time of one', async () => {
  const resolve = await resolver(await startUdp(() => {}));
  const startedAt = performance.now();
  const names = Array.from({ length: 100 }, (_, index) => `host-${index}.example.org`);
  const resolved = await Promise.all(names.map(resolve));
  expect(new Set(resolved.map((each) => (each.ok ? '' : each.code)))).toEqual(new Set(['ETIMEOUT']));
  expect(performance.now() - startedAt).toBeLessThan(8000);
});

test('lets each caller give up on its own', async () => {
  const resolve = createResolver();
  const [literal, aborted] = await Promise.all([
    resolve('192.0.2.7', AbortSignal.abort()),
    resolve('does-not-matter.invalid', AbortSignal.abort()),
  ]);
  expect(literal).toEqual({ ok: true, addresses: ['192.0.2.7'] });
  expect(aborted).toEqual({ ok: false, code: 'ABORTED' });
});

test('asks the system elsewhere than on Linux', async () => {
  const resolved = await createResolver('darwin')('localhost', new AbortController().signal);
  expect(resolved.ok && resolved.addresses.every((address) => ['127.0.0.1', '::1'].includes(address))).toBe(
    true,
  );
});
