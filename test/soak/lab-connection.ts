import type { ClusterRequest } from '../../src/check/check-request.js';
import { connect } from '../../src/kubernetes/connect.js';
import { loadKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import type { Lab } from '../../src/lab/start-lab.js';
import type { Side } from '../../src/model/peering.js';

/** A cluster of a lab as a command line names it; a call takes at most so many milliseconds. */
export async function clusterOf(lab: Lab, side: Side, timeoutMs?: number): Promise<ClusterRequest> {
  const path = lab.clusters[side].kubeconfigPath;
  const loaded = await loadKubeconfig({ path, env: {}, homeDirectory: '/' });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  return { connection: connect(loaded.value, { timeoutMs }), liqoNamespace: 'liqo', kubeconfig: path };
}
