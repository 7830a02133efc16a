import { expect, onTestFinished, test } from 'vitest';

import { resources } from '../../../src/lab/api/resources.js';
import { startLab } from '../../../src/lab/start-lab.js';
import { onPremisesNatToCloud } from '../../../src/lab/topology/onprem-nat-to-cloud.js';

/** Draws these ports of the default range of 2,768, one after the other, and those that follow the last one. */
function drawing(...ports: readonly number[]): () => number {
  let drawn = 0;
  return () => {
    const index = Math.min(drawn, ports.length - 1);
    const port = (ports[index] ?? 30_000) + drawn - index;
    drawn += 1;
    return (port - 30_000 + 0.5) / 2768;
  };
}

test('a node port that nobody asks for is none that a Service of Liqo will ask for', async () => {
  const topology = onPremisesNatToCloud('v0.10.3');
  const { local } = topology.clusters;
  const { liqo } = local;
  if (liqo === undefined || !('auth' in liqo)) throw new TypeError('there is an authentication server');
  const clusters = {
    ...topology.clusters,
    local: { ...local, liqo: { ...liqo, gateway: { type: 'NodePort' as const } } },
  };
  const random = drawing(liqo.auth.nodePort ?? 0, 31_111);
  const lab = await startLab({ ...topology, clusters }, { runnerPath: '', random });
  onTestFinished(() => lab.close());
  const ports = lab.clusters.local.api.store
    .list(resources.services)
    .filter(({ metadata }) => metadata.namespace === 'liqo')
    .map(({ metadata, spec }) => [
      metadata.name,
      (spec as { ports: { nodePort?: number }[] }).ports[0]?.nodePort,
    ]);
  expect(Object.fromEntries(ports)).toMatchObject({ 'liqo-auth': 30_443, 'liqo-gateway': 31_111 });
});
