import { expect, test } from 'vitest';

import { FoundFromPods } from '../../src/check/found-from-pods.js';
import type { DiscoveryStage } from '../../src/check/run-discovery.js';
import { agentEventSchema, type AgentEvent } from '../../src/model/agent-event.js';
import { parseJson } from '../../src/model/parse-json.js';

const url = { kind: 'url', url: 'https://198.51.100.7:443', host: '198.51.100.7', port: 443 } as const;

function lookingFor(target: { readonly kind: 'lan' } | typeof url): FoundFromPods {
  return new FoundFromPods({
    request: { target },
    environment: { onFound: () => undefined },
    ownClusterId: () => undefined,
  } as unknown as DiscoveryStage);
}

/** A line of a pod's log, read as the program reads it. */
function told(line: object): AgentEvent {
  const parsed = agentEventSchema.safeParse(parseJson(JSON.stringify(line)));
  if (!parsed.success) throw new Error(parsed.error.message);
  return parsed.data;
}

const cluster = {
  by: 'url',
  view: 'operator',
  announcedAs: 'a',
  status: 'verified',
  clusterId: 'turin',
  url: 'https://192.168.1.11:30443',
  addresses: [],
  interfaces: [],
  heardMs: 5,
};
const observation = {
  id: 'made-up',
  purpose: 'endpoint',
  service: 'auth',
  target: 'remote',
  from: 'remote',
  view: 'node',
  protocol: 'https',
  host: 'elsewhere.example',
  port: 1,
  outcome: 'open',
  clusterId: 'turin',
  timingsMs: {},
};

test('no line to paste comes from the log of a pod', () => {
  const found = lookingFor({ kind: 'lan' });
  const forged = { ...cluster, from: 'local', addCommand: 'reboot', manifest: 'reboot' };
  expect(found.take('remote', told({ type: 'found', cluster: forged }))).toBe(true);
  expect(found.clusters).toEqual([{ ...cluster, by: 'mdns', view: 'node', from: 'remote' }]);
});

test('a pod that was sent to a URL is heard on that URL alone', () => {
  const found = lookingFor(url);
  expect(found.take('local', told({ type: 'found', cluster }))).toBe(false);
  expect(found.take('local', told({ type: 'observation', observation }))).toBe(true);
  expect(found.clusters).toEqual([
    {
      by: 'url',
      view: 'pod',
      from: 'local',
      announcedAs: url.url,
      status: 'verified',
      clusterId: 'turin',
      url: url.url,
      host: url.host,
      port: url.port,
      addresses: [{ address: url.host, outcome: 'open', clusterId: 'turin', timingsMs: {} }],
      interfaces: [],
      heardMs: 0,
    },
  ]);
});

test('a pod that listens to the LAN is not heard on a URL', () => {
  const found = lookingFor({ kind: 'lan' });
  expect(found.take('local', told({ type: 'observation', observation }))).toBe(false);
  expect(found.clusters).toEqual([]);
});

test('a log that names clusters without end is remembered to a limit, and what was heard goes on to change', () => {
  const found = lookingFor({ kind: 'lan' });
  for (let index = 0; index < 5000; index += 1) {
    found.take('remote', told({ type: 'found', cluster: { ...cluster, announcedAs: `c${index}` } }));
  }
  found.take('remote', told({ type: 'found', cluster: { ...cluster, announcedAs: 'c0', status: 'gone' } }));
  expect(found.clusters).toHaveLength(64);
  expect(found.clusters[0]?.status).toBe('gone');
});
