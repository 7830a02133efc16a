import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'vitest';

import { classifyScenario } from '../../src/judge/scenario/classify-scenario.js';
import type { ClusterFacts } from '../../src/model/cluster-facts.js';
import { agentEventSchema } from '../../src/model/agent-event.js';
import type { AgentPlan } from '../../src/model/agent-plan.js';
import { known } from '../../src/model/fact.js';
import type { LanHearing } from '../../src/model/lan-hearing.js';
import type { Side } from '../../src/model/peering.js';
import { addresses, earlyLiqoFacts, nodeFacts, onPremisesCluster } from '../helpers/cluster-facts.js';
import { intent } from '../judge/run.js';
import { startAvahi } from '../network-namespaces/avahi.js';
import { bundleOf } from '../network-namespaces/bundle.js';
import { authPort, clusterIds } from '../network-namespaces/discovery.js';
import { testInLans } from '../network-namespaces/in-namespaces.js';
import type { LanNetwork } from '../network-namespaces/lan.js';

/* What a check hears by mDNS beside its probes: `a` is a node of the local cluster, `b` one of the remote cluster. */

const avahi = ['avahi-daemon'];
const ids = { local: clusterIds.turin, remote: clusterIds.milan } as const;
const hosts = { local: 'a', remote: 'b' } as const;

function cluster(side: Side, address: string): ClusterFacts {
  const node = nodeFacts({ name: hosts[side], addresses: addresses(['InternalIP', address]) });
  const liqo = earlyLiqoFacts('v0.10.3', { clusterId: known(ids[side], 'a test') });
  return onPremisesCluster(side, { nodes: known([node], 'a test'), liqo });
}

function scenarioOf(lan: LanNetwork, remoteAddress: string, hearings: readonly LanHearing[]) {
  const clusters = {
    local: cluster('local', lan.address('a')),
    remote: cluster('remote', remoteAddress),
  };
  return classifyScenario({ clusters, observations: [], intent: intent(), hearings }).scenario;
}

async function hearAtMachine(
  lan: LanNetwork,
  podsMs: number,
): Promise<{ hearings: LanHearing[]; tookMs: number }> {
  const program = await bundleOf('test/network-namespaces/programs/hear-beside-probes.ts');
  const { stdout, stderr } = await lan.exec('op', [
    process.execPath,
    program,
    JSON.stringify({ podsMs: `${podsMs}` }),
  ]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { hearings: LanHearing[]; tookMs: number };
}

/** What the agent hears as the process of a pod in the network of the local cluster's node, beside one probe. */
async function hearAtNode(lan: LanNetwork): Promise<LanHearing> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-hearing-'));
  const plan: AgentPlan = {
    ...{ role: 'prober', runId: 'test', from: 'local', view: 'node', node: 'a', deadlineMs: 10_000 },
    listensToLan: true,
    probes: [
      {
        ...{ kind: 'auth', id: 'auth-node', purpose: 'contrast', service: 'auth', target: 'remote' },
        // Nobody has this address: the probe takes as long as its patience.
        ...{ host: '192.168.11.250', port: authPort },
      },
    ],
  };
  try {
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
    await writeFile(join(folder, 'key'), new Uint8Array(16));
    const agent = await bundleOf('src/agent/main.ts');
    const files = ['--plan', join(folder, 'plan.json'), '--key', join(folder, 'key')];
    const { stdout } = await lan.exec('a', [process.execPath, agent, ...files]);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => agentEventSchema.parse(JSON.parse(line)));
    const heard = events.flatMap((event) => (event.type === 'lan' ? [event.sight] : []));
    expect(heard).toHaveLength(1);
    return { from: 'local', node: 'a', sight: heard[0]! };
  } finally {
    await rm(folder, { recursive: true });
  }
}

testInLans(
  'a check knows one LAN by what its machine and a node hear beside the probes, and takes no longer for it',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'], b: ['lan1'] });
    await startAvahi(lan, 'a', [{ clusterId: ids.local, port: authPort }]);
    await startAvahi(lan, 'b', [{ clusterId: ids.remote, port: authPort }]);
    const [{ hearings, tookMs }, atNode] = await Promise.all([hearAtMachine(lan, 1500), hearAtNode(lan)]);
    const both = 'both are in one broadcast domain.';
    const at = (host: string) => `at ${lan.address(host)} port ${authPort} on lan1`;
    const byMachine = scenarioOf(lan, lan.address('b'), hearings);
    expect([byMachine.id, byMachine.confidence, byMachine.evidence[0]]).toEqual([
      'same-lan',
      'high',
      `This machine heard the local cluster announced by mDNS ${at('a')}, and the remote one ${at('b')}: ${both}`,
    ]);
    const byNode = scenarioOf(lan, lan.address('b'), [atNode]);
    expect([byNode.id, byNode.confidence, byNode.evidence[0]]).toEqual([
      'same-lan',
      'high',
      `Node a of the local cluster heard the remote cluster announced by mDNS ${at('b')}: ${both}`,
    ]);
    expect(tookMs).toBeLessThan(1500 + 1000);
  },
  avahi,
);

testInLans(
  'a machine in two LANs that hears a cluster in each takes them for no common one',
  async (build) => {
    const lan = await build({ op: ['lan1', 'lan2'], a: ['lan1'], b: ['lan2'] });
    await startAvahi(lan, 'a', [{ clusterId: ids.local, port: authPort }]);
    await startAvahi(lan, 'b', [{ clusterId: ids.remote, port: authPort }]);
    const { hearings } = await hearAtMachine(lan, 1500);
    const { id, evidence } = scenarioOf(lan, lan.address('b', 'lan2'), hearings);
    expect(id).not.toBe('same-lan');
    expect(evidence.filter((said) => said.includes('mDNS'))).toEqual([
      expect.stringMatching(
        /heard the local cluster .* on lan1, which says nothing of where the remote one is\.$/u,
      ),
      expect.stringMatching(
        /heard the remote cluster .* on lan2, which says nothing of where the local one is\.$/u,
      ),
    ]);
  },
  avahi,
);
