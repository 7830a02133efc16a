import { build } from 'esbuild';
import { expect } from 'vitest';

import { onPremisesNatToCloud } from '../../../src/lab/topology/onprem-nat-to-cloud.js';
import type { AgentDigest } from '../../../src/model/agent-event.js';
import { clientOf, eventually, podOf, runFakeAgent, test } from '../lab-fixture.js';

/** The agent as it travels in a ConfigMap. */
async function agentSource(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['src/agent/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

test('the agent itself probes what Liqo would advertise and a stand-in through the virtual network', async ({
  start,
}) => {
  const lab = await start(onPremisesNatToCloud('v0.10.3'));
  const source = await agentSource();
  const { local, remote } = lab.clusters;
  const labels = { app: 'responder' };
  const responder = {
    role: 'responder',
    runId: 'r1',
    side: 'remote',
    deadlineMs: 60_000,
    udpPort: 10512,
    tcpPort: 10512,
  };
  await runFakeAgent(remote, 'default', { name: 'responder', source, plan: responder, labels });
  await clientOf(remote).core.createNamespacedService({
    namespace: 'default',
    body: {
      metadata: { name: 'stand-in' },
      spec: {
        type: 'LoadBalancer',
        selector: labels,
        ports: [{ protocol: 'UDP', port: 51840, targetPort: 10512 }],
      },
    },
  });
  const pod = await podOf(remote, 'responder', (phase) => phase === 'Running');
  const log = () => remote.api.logs.containerLog(pod.metadata?.uid ?? '')?.text ?? '';
  await eventually(() => Promise.resolve(log().includes('listening') ? true : undefined));

  const target = { target: 'remote' } as const;
  const probes = [
    // the cloud's load balancers got .100 for the gateway and .101 for liqo-auth, in the order of the chart
    {
      kind: 'auth',
      id: 'auth',
      purpose: 'endpoint',
      service: 'auth',
      ...target,
      host: '198.51.100.101',
      port: 443,
    },
    {
      kind: 'api-server',
      id: 'api',
      purpose: 'endpoint',
      service: 'apiServer',
      ...target,
      host: 'cloud.api.example.com',
      port: 443,
      certificateAuthority: remote.api.certificateAuthority,
    },
    {
      kind: 'stand-in-udp',
      id: 'udp',
      purpose: 'stand-in',
      service: 'gateway',
      ...target,
      host: '198.51.100.102',
      port: 51840,
    },
    {
      kind: 'live-gateway',
      id: 'live',
      purpose: 'endpoint',
      service: 'gateway',
      ...target,
      host: '198.51.100.100',
      port: 5871,
    },
    // the provided API server listens on 443 only
    {
      kind: 'api-server',
      id: 'refused',
      purpose: 'candidate',
      service: 'apiServer',
      ...target,
      host: '198.51.100.5',
      port: 6443,
    },
  ];
  const plan = { role: 'prober', runId: 'r1', from: 'local', view: 'pod', deadlineMs: 15_000, probes };
  await runFakeAgent(local, 'default', { name: 'prober', source, plan });
  const ended = await podOf(local, 'prober', (phase) => phase === 'Succeeded' || phase === 'Failed');
  const message = ended.status?.containerStatuses?.[0]?.state?.terminated?.message ?? '';
  const digest = JSON.parse(message) as AgentDigest;
  const outcomes = Object.fromEntries(digest.outcomes.map(({ id, outcome }) => [id, outcome]));
  expect(outcomes).toEqual({ auth: 'open', api: 'open', udp: 'replied', live: 'silent', refused: 'refused' });
  await eventually(() => Promise.resolve(log().includes('"arrival"') ? true : undefined));
});
