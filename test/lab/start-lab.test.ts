import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

import { expect } from 'vitest';

import { annotateService, setArgument, setServiceType } from '../../src/lab/cluster/change-objects.js';
import { startLab } from '../../src/lab/start-lab.js';
import { labLiqoVersions } from '../../src/lab/topology/liqo-spec.js';
import { onPremisesToCloudAuthClusterIp } from '../../src/lab/topology/onprem-to-cloud.js';
import { labScenarios } from '../../src/lab/topology/scenarios.js';
import { sides } from '../../src/model/peering.js';
import { clientOf, idlePlan, podOf, runFakeAgent, test } from './lab-fixture.js';

const versions = labScenarios.flatMap((scenario) =>
  labLiqoVersions
    .filter((version) => scenario.works[version] !== undefined)
    .map((version) => ({ name: scenario.name, version, topology: scenario.topology(version) })),
);

test.each(versions)(
  '$name with Liqo $version starts with both APIs answering',
  async ({ topology, version }) => {
    const lab = await startLab(topology, { runnerPath: '' });
    for (const side of sides) {
      const { core } = clientOf(lab.clusters[side]);
      const { data } = await core.readNamespacedConfigMap({
        name: 'liqo-clusterid-configmap',
        namespace: 'liqo',
      });
      expect(data?.['CLUSTER_ID']).toBe(topology.clusters[side].liqo?.clusterId);
      const services = await core.listNamespacedService({ namespace: 'liqo' });
      // with v1.x there is no authentication server, and no gateway before a peering
      expect(services.items.map(({ metadata }) => metadata?.name)).toEqual(
        version === 'v1.2.0' ? ['liqo-proxy'] : ['liqo-auth', 'liqo-gateway', 'liqo-proxy'],
      );
    }
    await lab.close();
  },
);

test('closing ends every process and removes every file', async ({ runnerPath }) => {
  const lab = await startLab(onPremisesToCloudAuthClusterIp('v0.10.3'), { runnerPath });
  const source = 'export const runAgent = () => new Promise((resolve) => setTimeout(resolve, 60000, {}));';
  await runFakeAgent(lab.clusters.local, 'default', { name: 'patient', source, plan: idlePlan });
  const pod = await podOf(lab.clusters.local, 'patient', (phase) => phase === 'Running');
  const process = lab.clusters.local.api.logs.containerLog(pod.metadata?.uid ?? '');
  await lab.close();
  expect(process?.hasEnded).toBe(true);
  expect(existsSync(dirname(dirname(lab.clusters.local.kubeconfigPath)))).toBe(false);
});

test('a prescription can be carried out: Service type, node port, annotation and argument', async ({
  start,
}) => {
  const lab = await start(onPremisesToCloudAuthClusterIp('v0.10.3'));
  const { api } = lab.clusters.local;
  const auth = { namespace: 'liqo', name: 'liqo-auth' };
  setServiceType(api, auth, { type: 'NodePort', nodePort: 30443 });
  annotateService(api, auth, { 'liqo.io/override-port': '30443' });
  const flag = '--advertise-api-server-address';
  setArgument(api, auth, { flag, value: 'https://a.example.com' });
  setArgument(api, auth, { flag, value: 'https://b.example.com' });
  const service = await clientOf(lab.clusters.local).core.readNamespacedService(auth);
  expect([service.spec?.type, service.spec?.ports?.[0]?.nodePort, service.metadata?.annotations]).toEqual([
    'NodePort',
    30443,
    { 'liqo.io/override-port': '30443' },
  ]);
  const deployment = api.store
    .all()
    .find(({ object }) => object.kind === 'Deployment' && object.metadata.name === 'liqo-auth');
  const text = JSON.stringify(deployment);
  expect([
    text.includes(`${flag}=https://a.example.com`),
    text.includes(`${flag}=https://b.example.com`),
  ]).toEqual([false, true]);
  const dialled = await lab.operatorWorld.dialTcp('203.0.113.11', 30443, AbortSignal.timeout(1000));
  expect(dialled.ok).toBe(true);
  if (dialled.ok) dialled.socket.destroy();
});
