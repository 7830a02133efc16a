import { expect, test } from 'vitest';

import type { AgentEvent } from '../../src/model/agent-event.js';
import { followAgent } from '../../src/workload/follow-agent.js';
import { json, withServer, type Handler } from '../helpers/kubernetes-server.js';

const pod = {
  metadata: { name: 'prober-x' },
  spec: { nodeName: 'worker-1' },
  status: { phase: 'Running', containerStatuses: [{ state: { running: {} } }] },
};

/** A pod that runs for ever; its log says this and stays open, as that of a kubelet that has not looked yet. */
function openLog(lines: readonly string[]): Handler {
  return (request, response) => {
    if (request.url?.includes('/log?') === true) {
      response.writeHead(200);
      for (const line of lines) response.write(`${line}\n`);
    } else json(response, request.url?.includes('/pods?') === true ? { items: [pod] } : pod);
  };
}

const started = { type: 'started', runId: 'x', role: 'prober', node: 'worker-1' } as const;
const finished = { type: 'finished', reason: 'done' } as const;

test('a pod is followed no longer than there is something to hear, though its log stays open', async () => {
  const heard: AgentEvent[] = [];
  await withServer(
    openLog([started, finished].map((event) => JSON.stringify(event))),
    async (server, connection) => {
      const end = await followAgent({
        connection,
        namespace: 'liqo-doctor',
        job: 'prober-x',
        startWithinMs: 5_000,
        onWaiting: () => undefined,
        onRunning: () => undefined,
        onEvent: (event) => heard.push(event),
        isHeardOut: () => heard.at(-1)?.type === 'finished',
        signal: new AbortController().signal,
      });
      expect(end).toEqual({ kind: 'aborted' });
      expect(server.requests.map(({ url }) => url.replace(/\?.*/u, ''))).toEqual([
        '/api/v1/namespaces/liqo-doctor/pods',
        '/api/v1/namespaces/liqo-doctor/pods/prober-x/log',
      ]);
    },
  );
  expect(heard).toEqual([started, finished]);
});
