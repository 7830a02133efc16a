import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { describe, expect, onTestFinished } from 'vitest';

import { cloudToCloud } from '../../src/lab/topology/cloud-to-cloud.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import { test } from './lab-check.js';

/** What one API server was asked with a credential, which requests of probes have not. */
interface Asked {
  readonly calls: string[];
  readonly sockets: Set<Socket>;
}

/** Listens to the API servers of these ports in this process. */
function listenTo(ports: readonly number[]): ReadonlyMap<number, Asked> {
  const asked = new Map<number, Asked>(ports.map((port) => [port, { calls: [], sockets: new Set() }]));
  const note = (message: unknown) => {
    const { request } = message as { readonly request: IncomingMessage };
    const own = asked.get(request.socket.localPort ?? 0);
    if (own === undefined || request.headers.authorization === undefined) return;
    own.calls.push(`${request.method ?? ''} ${request.url ?? ''}`);
    own.sockets.add(request.socket);
  };
  subscribe('http.server.request.start', note);
  onTestFinished(() => {
    unsubscribe('http.server.request.start', note);
  });
  return asked;
}

/** How often a pod is looked at, or whether everything is gone, depends on how long that takes. */
function isPolled(call: string): boolean {
  return /^GET \/api\/v1\/namespaces\/liqo-doctor\/(?:pods|services)\b(?!.*\/log)|labelSelector=app|^GET \/api\/v1\/namespaces\/liqo-doctor$/u.test(
    call,
  );
}

describe('what a whole run asks of each API server', () => {
  test.for([
    { topology: sameLan, name: 'one LAN' },
    { topology: cloudToCloud, name: 'two clouds' },
  ])(
    'between two clusters in $name: 85 calls at most, polls aside, on 14 connections',
    { timeout: 90_000 },
    async ({ topology }, { startFor }) => {
      const { lab, check } = await startFor(topology('v1.2.0'));
      const ports = [lab.clusters.local, lab.clusters.remote].map(({ kubeconfig }) =>
        Number(/server: https:\/\/127\.0\.0\.1:(\d+)/u.exec(kubeconfig)?.[1]),
      );
      const asked = listenTo(ports);
      expect((await check()).report?.verdict).toBe('ready');
      for (const { calls, sockets } of asked.values()) {
        const once = calls.filter((call) => !isPolled(call));
        expect(once.length, once.join('\n')).toBeLessThanOrEqual(85);
        expect(once.length).toBeGreaterThan(40);
        expect(sockets.size).toBeLessThanOrEqual(14);
      }
    },
  );
});
