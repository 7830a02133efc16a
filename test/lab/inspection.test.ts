import { expect, test } from 'vitest';

import { inspectCluster } from '../../src/inspect/inspect-cluster.js';
import { connect } from '../../src/kubernetes/connect.js';
import { loadKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import type { LabCluster } from '../../src/lab/cluster/start-cluster.js';
import { startLab } from '../../src/lab/start-lab.js';
import { cloudToCloud } from '../../src/lab/topology/cloud-to-cloud.js';
import { sameLanPendingLoadBalancer } from '../../src/lab/topology/same-lan.js';
import { known } from '../../src/model/fact.js';

/** What an inspection reads of a simulated cluster. */
async function inspect(cluster: LabCluster) {
  const loaded = await loadKubeconfig({ path: cluster.kubeconfigPath, env: {}, homeDirectory: '/' });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  const connection = connect(loaded.value);
  const result = await inspectCluster({ side: 'local', connection, liqoNamespace: 'liqo' });
  connection.close();
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

test('a simulated cluster with Liqo v0.10.3 has what an inspection reads of a real one', async () => {
  const lab = await startLab(sameLanPendingLoadBalancer('v0.10.3'), { runnerPath: '' });
  const { liqo, nodes, networkPlugins, clock, apiServer, refusedReads } = await inspect(lab.clusters.local);
  await lab.close();
  expect(liqo).toMatchObject({
    generation: { value: 'g2' },
    tunnelMtu: { value: 1340 },
    reservedRanges: { value: ['192.168.50.0/24'] },
    lanDiscovery: { value: null },
    gatewayService: {
      value: {
        warnings: {
          value: ['Error syncing load balancer: failed to ensure load balancer: no available addresses'],
        },
      },
    },
  });
  expect(nodes.known && nodes.value.map(({ architecture }) => architecture)).toEqual(['amd64', 'amd64']);
  expect(networkPlugins).toEqual(known(['flannel'], 'daemonsets.apps'));
  expect(clock.known && Math.abs(clock.value.aheadMs) <= clock.value.withinMs).toBe(true);
  expect(apiServer).toMatchObject({
    kubeconfigSharesAuthority: { value: true },
    listeners: { value: [{ address: '192.168.50.11', port: 6443 }] },
    certificateStartsAt: { known: true },
  });
  expect(refusedReads).toEqual([]);
});

test('a simulated managed cluster with Liqo v1.2.0 has what an inspection reads of a real one', async () => {
  const lab = await startLab(cloudToCloud('v1.2.0'), { runnerPath: '' });
  const { liqo, networkPlugins, apiServer } = await inspect(lab.clusters.local);
  await lab.close();
  expect(liqo).toMatchObject({
    generation: { value: 'g3' },
    apiServerOverride: { value: 'https://milan.api.example.com' },
    caOverride: { value: null },
    eksCluster: { value: null },
    reservedRanges: { value: ['10.10.0.0/24'] },
    activePeerings: { value: [] },
  });
  expect(networkPlugins).toEqual(known(['azure-cni'], 'daemonsets.apps'));
  expect(apiServer.listeners).toMatchObject({ value: [{ address: '203.0.113.5', port: 443 }] });
});
