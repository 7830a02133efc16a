import { expect, test } from 'vitest';

import type { ApiTarget } from '../../src/kubernetes/api-failure.js';
import { connect } from '../../src/kubernetes/connect.js';
import type { Handler } from '../helpers/kubernetes-server.js';
import { json, kubeconfigFor, startServer, withServer } from '../helpers/kubernetes-server.js';

const listNodes: ApiTarget = { verb: 'list', resource: 'nodes' };

/** Answers with the given `Date` headers in turn, after so many milliseconds; `undefined` sends none. */
function answers(...rows: readonly (readonly [date: string | undefined, afterMs: number])[]): Handler {
  let count = 0;
  return (_request, response) => {
    const [date, afterMs] = rows[count] ?? [undefined, 0];
    count += 1;
    response.sendDate = false;
    if (date !== undefined) response.setHeader('Date', date);
    setTimeout(() => json(response, {}), afterMs);
  };
}

test('the certificate is that of the connection which the calls use', async () => {
  await withServer(answers(), async (server, connection) => {
    expect(connection.serverCertificate()).toBeUndefined();
    await connection.read('/x', listNodes);
    expect(connection.serverCertificate()).toEqual({
      names: ['localhost', 'kubernetes', '127.0.0.1', '2001:db8::10'],
      validFrom: expect.stringMatching(/ GMT$/u) as string,
      validTo: 'Jan  1 00:00:00 2035 GMT',
    });
    expect(server.connections()).toBe(1);
  });
});

test('a server that cannot be reached presents nothing and has no clock', async () => {
  const server = await startServer(() => undefined);
  await server.close();
  const connection = connect(kubeconfigFor(server));
  await connection.read('/x', listNodes);
  expect([connection.serverCertificate(), connection.serverClock()]).toEqual([undefined, undefined]);
  connection.close();
});

test('the clock is read from the answer with the shortest round trip', async () => {
  const quick = 'Sun, 01 Mar 2026 10:00:01 GMT';
  const handler = answers(
    ['Sun, 01 Mar 2026 10:00:00 GMT', 400],
    [quick, 0],
    ['Sun, 01 Mar 2026 10:00:02 GMT', 400],
  );
  await withServer(handler, async (_server, connection) => {
    const before = Date.now();
    for (let call = 0; call < 3; call += 1) await connection.read('/x', listNodes);
    const clock = connection.serverClock();
    expect(clock?.dateMs).toBe(Date.UTC(2026, 2, 1, 10, 0, 1));
    expect(clock?.roundTripMs).toBeLessThan(400);
    expect(clock?.receivedAtMs).toBeGreaterThanOrEqual(before);
    expect(clock?.receivedAtMs).toBeLessThanOrEqual(Date.now());
  });
});

test.each([
  ['no date', undefined],
  ['words', 'yesterday 1'],
  ['a date of another form', '2026-03-01T10:00:00Z'],
  ['a day that does not exist', 'Sun, 99 Mar 2026 10:00:00 GMT'],
])('an answer with %s tells no time', async (_title, date) => {
  await withServer(answers([date, 0]), async (_server, connection) => {
    await connection.read('/x', listNodes);
    expect(connection.serverClock()).toBeUndefined();
  });
});

test('an answer that refuses tells the time too', async () => {
  const handler: Handler = (_request, response) => {
    response.setHeader('Date', 'Sun, 01 Mar 2026 10:00:00 GMT');
    json(response, {}, 403);
  };
  await withServer(handler, async (_server, connection) => {
    await connection.read('/x', listNodes);
    expect(connection.serverClock()?.dateMs).toBe(Date.UTC(2026, 2, 1, 10));
  });
});
