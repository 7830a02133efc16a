import type { ServerResponse } from 'node:http';

import { expect, test } from 'vitest';

import { createLineCutter } from '../../src/kubernetes/log-lines.js';
import { json, status, withServer } from '../helpers/kubernetes-server.js';

const log = { namespace: 'probe', pod: 'responder-x', container: 'agent' };
const target = { verb: 'get', resource: 'pods/log', namespace: 'probe' };

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

test('hands on complete lines as they come, and ends with the log', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200);
      response.write('{"a":1}\n{"b"');
      response.end(':2}\r\n\nlast');
    },
    async (server, connection) => {
      const lines: string[] = [];
      const result = await connection.followLog(log, (line) => lines.push(line), { signal: neverAborted() });
      expect(result).toEqual({ ok: true, value: undefined });
      expect(lines).toEqual(['{"a":1}', '{"b":2}\r', '', 'last']);
      expect(server.requests[0]?.url).toBe(
        '/api/v1/namespaces/probe/pods/responder-x/log?container=agent&follow=true',
      );
    },
  );
});

test('goes on after the deadline of ordinary calls while lines come', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200);
      response.write('first\n');
      setTimeout(() => response.end('second\n'), 400);
    },
    async (_server, connection) => {
      const lines: string[] = [];
      await connection.followLog(log, (line) => lines.push(line), { signal: neverAborted() });
      expect(lines).toEqual(['first', 'second']);
    },
    200,
  );
});

test('stops promptly when the signal aborts, and closes its connection', async () => {
  let opened: ServerResponse | undefined;
  await withServer(
    (_request, response) => {
      response.writeHead(200);
      response.write('first\n');
      opened = response;
    },
    async (server, connection) => {
      const controller = new AbortController();
      const lines: string[] = [];
      const startedAt = performance.now();
      const result = await connection.followLog(
        log,
        (line) => {
          lines.push(line);
          controller.abort();
        },
        { signal: controller.signal },
      );
      expect(result).toEqual({
        ok: false,
        failure: { code: 'aborted', message: 'the call was cancelled', target, server: server.url },
      });
      expect(lines).toEqual(['first']);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      await expect.poll(() => server.openConnections()).toBe(0);
      expect(opened?.destroyed).toBe(true);
    },
  );
});

test('a signal that has aborted already asks for nothing', async () => {
  await withServer(
    (_request, response) => response.end(),
    async (server, connection) => {
      const result = await connection.followLog(log, () => undefined, { signal: AbortSignal.abort() });
      expect(result).toMatchObject({ ok: false, failure: { code: 'aborted' } });
      expect(server.requests).toEqual([]);
    },
  );
});

test('a stream that breaks off is a failure, and the unfinished line is not handed on', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200);
      response.write('whole\nhal', () => response.socket?.destroy());
    },
    async (server, connection) => {
      const lines: string[] = [];
      const result = await connection.followLog(log, (line) => lines.push(line), { signal: neverAborted() });
      expect(result).toEqual({
        ok: false,
        failure: {
          code: 'unreachable',
          message: `${server.url} reset the connection (ECONNRESET)`,
          target,
          server: server.url,
          cause: 'ECONNRESET',
        },
      });
      expect(lines).toEqual(['whole']);
    },
  );
});

test('a container that is not running yet is told in the words of the API server', async () => {
  const words = 'container "agent" in pod "responder-x" is waiting to start: ContainerCreating';
  await withServer(
    (_request, response) => json(response, status(400, 'BadRequest', words), 400),
    async (server, connection) => {
      expect(await connection.followLog(log, () => undefined, { signal: neverAborted() })).toEqual({
        ok: false,
        failure: { code: 'rejected', message: words, target, server: server.url, httpStatus: 400 },
      });
    },
  );
});

test('a server that never answers is a timeout', async () => {
  await withServer(
    () => undefined,
    async (server, connection) => {
      expect(await connection.followLog(log, () => undefined, { signal: neverAborted() })).toMatchObject({
        ok: false,
        failure: { code: 'timeout' },
      });
      await expect.poll(() => server.openConnections()).toBe(0);
    },
    200,
  );
});

test('closing the connection ends a log that is followed', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200);
      response.write('first\n');
    },
    async (_server, connection) => {
      const result = await connection.followLog(log, () => connection.close(), { signal: neverAborted() });
      expect(result).toMatchObject({ ok: false, failure: { code: 'aborted' } });
    },
  );
});

test('a line is cut at 64 KiB and the next one is whole again', () => {
  const lines: string[] = [];
  const cutter = createLineCutter((line) => lines.push(line));
  cutter.push(Buffer.from('x'.repeat(40_000)));
  cutter.push(Buffer.from(`${'x'.repeat(40_000)}\nnext\n`));
  expect(lines).toEqual(['x'.repeat(65_536), 'next']);
});

test('a character that arrives in two pieces stays one', () => {
  const lines: string[] = [];
  const cutter = createLineCutter((line) => lines.push(line));
  const bytes = Buffer.from('città\n');
  cutter.push(bytes.subarray(0, 5));
  cutter.push(bytes.subarray(5));
  expect(lines).toEqual(['città']);
});
