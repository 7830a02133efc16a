import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'vitest';

import { judgeDiscovery } from '../../src/judge/discovery/judge-discovery.js';
import { type AgentEvent, agentEventSchema } from '../../src/model/agent-event.js';
import type { AgentPlan } from '../../src/model/agent-plan.js';
import type { LanSight } from '../../src/model/discovery.js';
import { startAvahi } from '../network-namespaces/avahi.js';
import { bundleOf } from '../network-namespaces/bundle.js';
import { authPort, clusterIds, startAuthServer } from '../network-namespaces/discovery.js';
import { testInLans } from '../network-namespaces/in-namespaces.js';
import type { LanNetwork } from '../network-namespaces/lan.js';

/* What the agent hears as the process of a pod in the network of a node: `a` of the local cluster, `b` of the remote. */

const avahi = ['avahi-daemon'];
const { turin, milan } = clusterIds;

async function browseAt(lan: LanNetwork, host: string, ownClusterId: string): Promise<readonly AgentEvent[]> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-browser-'));
  const plan: AgentPlan = {
    ...{ role: 'browser', runId: 'test', deadlineMs: 20_000, listenMs: 3000, contrasts: [], ownClusterId },
  };
  try {
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
    await writeFile(join(folder, 'key'), new Uint8Array(16));
    const agent = await bundleOf('src/agent/main.ts');
    const files = ['--plan', join(folder, 'plan.json'), '--key', join(folder, 'key')];
    const { stdout } = await lan.exec(host, [process.execPath, agent, ...files]);
    return stdout
      .trim()
      .split('\n')
      .map((line) => agentEventSchema.parse(JSON.parse(line)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Status and URL of each cluster as it was told last. */
function found(events: readonly AgentEvent[]) {
  return Object.fromEntries(
    events.flatMap((event) =>
      event.type === 'found'
        ? [[event.cluster.announcedAs, `${event.cluster.status} ${event.cluster.url ?? ''}`]]
        : [],
    ),
  );
}

testInLans(
  'nodes of both clusters hear each other and know their own cluster',
  async (build) => {
    const lan = await build({ a: ['lan1'], b: ['lan1'] });
    await Promise.all([startAuthServer(lan, 'a', turin), startAuthServer(lan, 'b', milan)]);
    await Promise.all([
      startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]),
      startAvahi(lan, 'b', [{ clusterId: milan, port: authPort }]),
    ]);
    const [atA, atB] = await Promise.all([browseAt(lan, 'a', turin), browseAt(lan, 'b', milan)]);
    const urlOf = (host: string) => `https://${lan.address(host)}:${authPort}`;
    expect(found(atA)[milan]).toBe(`verified ${urlOf('b')}`);
    expect(found(atB)[turin]).toBe(`verified ${urlOf('a')}`);
    // A responder answers its own machine too; whether it is asked in time is not the point.
    for (const [seen, own] of [
      [atA, turin],
      [atB, milan],
    ] as const) {
      expect(found(seen)[own] ?? 'own').toMatch(/^own/u);
    }
  },
  avahi,
);

testInLans(
  'a network without multicast, such as that of a pod behind its own router, hears nothing of what its node hears',
  async (build) => {
    const lan = await build({ a: ['lan1', 'lan2'], pod: ['lan2'], b: ['lan1'] });
    await startAuthServer(lan, 'b', milan);
    await startAvahi(lan, 'b', [{ clusterId: milan, port: authPort }]);
    const [atNode, atPod] = await Promise.all([browseAt(lan, 'a', turin), browseAt(lan, 'pod', turin)]);
    expect(found(atNode)[milan]).toMatch(/^verified/u);
    expect(found(atPod)).toEqual({});
    const sight = atPod.flatMap((event): LanSight[] => (event.type === 'lan' ? [event.sight] : []))[0]!;
    const findings = judgeDiscovery({
      ...{ by: 'lan', view: 'node', release: { version: 'v0.10.3', generation: 'g2' }, isReleaseNamed: true },
      ...{ facts: {}, clusters: [], lan: sight },
    });
    expect(findings.find(({ code }) => code === 'LD-DISC-005')?.status).toBe('unknown');
  },
  avahi,
);
