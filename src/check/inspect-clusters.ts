import { inspectCluster } from '../inspect/inspect-cluster.js';
import { namespaceExists, reviewPermissions } from '../inspect/permissions.js';
import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import { liqoctlPermissions, tenantNamespaceOf } from '../liqo/liqoctl-permissions.js';
import { releaseInEffect, type LiqoRelease } from '../liqo/release.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { unknown, valueOf } from '../model/fact.js';
import type { MissingRight } from '../model/missing-right.js';
import { peerOf, type PeeringIntent, type Side } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { CheckRequest, StartFailure } from './check-request.js';
import type { OnProgress } from './progress.js';

/**
 * Reads both clusters at once, then asks both what liqoctl may do in them, which depends on what the other one is.
 * Fails when either cannot be read at all, or when both are the same cluster. `onRead` is told between the two.
 */
export async function inspectClusters(
  request: CheckRequest,
  onProgress: OnProgress,
  onRead: () => void = () => undefined,
): Promise<Result<Record<Side, ClusterFacts>, StartFailure>> {
  const inspect = async (side: Side) => {
    const { connection, liqoNamespace } = request.clusters[side];
    onProgress({
      stage: 'inspect',
      side,
      text: `reading cluster ${connection.contextName} at ${connection.server}`,
    });
    return inspectCluster({ side, connection, liqoNamespace });
  };
  const [local, remote] = await Promise.all([inspect('local'), inspect('remote')]);
  if (!local.ok) return failure(startFailure('local', request.clusters, local.failure));
  if (!remote.ok) return failure(startFailure('remote', request.clusters, remote.failure));
  if (isSameCluster(local.value, remote.value)) {
    return failure({
      code: 'same-cluster',
      message: `both kubeconfigs mean the same cluster: contexts ${local.value.name} and ${remote.value.name} have the same kube-system namespace`,
      hint: 'give the other cluster with --remote and, where one file holds both, with --remote-context',
    });
  }
  onRead();
  return success(await withPermissions(request, { local: local.value, remote: remote.value }));
}

/** Where the rules of the release are not known, nobody knows what its liqoctl needs, and nothing is asked. */
async function withPermissions(
  { clusters, intent }: CheckRequest,
  facts: Readonly<Record<Side, ClusterFacts>>,
): Promise<Record<Side, ClusterFacts>> {
  const inEffect = releaseInEffect(facts.local, facts.remote, intent);
  if (!inEffect.ok) return facts;
  const { release } = inEffect.value;
  const ask = async (side: Side): Promise<ClusterFacts> => {
    const cluster = facts[side];
    const question = { release, intent, cluster, peer: facts[peerOf(side)] };
    return { ...cluster, permissions: await permissionsOf(clusters[side].connection, question) };
  };
  const [local, remote] = await Promise.all([ask('local'), ask('remote')]);
  return { local, remote };
}

/** What is needed to know what liqoctl may do in a cluster, which depends on what its peer is. */
export interface PermissionQuestion {
  readonly release: LiqoRelease;
  readonly intent: PeeringIntent;
  readonly cluster: ClusterFacts;
  readonly peer: ClusterFacts;
}

/** What liqoctl may do in a cluster. */
export async function permissionsOf(
  connection: ClusterConnection,
  question: PermissionQuestion,
): Promise<ClusterFacts['permissions']> {
  const { release, peer } = question;
  const tenantNamespace = tenantNamespaceOf(release, peer);
  const tenantNamespaceExists =
    tenantNamespace === undefined
      ? unknown('its name is not known')
      : await namespaceExists(connection, tenantNamespace);
  return reviewPermissions(connection, liqoctlPermissions({ ...question, tenantNamespaceExists }));
}

/** Whether both are known to be the same, by the UID of their kube-system namespaces. */
export function isSameCluster(local: ClusterFacts, remote: ClusterFacts): boolean {
  const uid = valueOf(local.uid);
  return uid !== undefined && uid === valueOf(remote.uid);
}

/** Says of which cluster the API could not be used, at which address, and what to look at. */
export function startFailure(
  side: Side,
  clusters: Readonly<Partial<CheckRequest['clusters']>>,
  apiFailure: ApiFailure,
): StartFailure {
  const { contextName = '', server = apiFailure.server } = clusters[side]?.connection ?? {};
  const cluster = `the ${side} cluster (context ${contextName}) at ${server}`;
  const cause = apiFailure.message;
  switch (apiFailure.code) {
    case 'unauthorized':
      return {
        code: 'unauthorized',
        message: `the credentials for ${cluster} were refused: ${cause}`,
        hint: `they may have expired: renew them, then ${tryKubectl}`,
      };
    case 'credentials':
      return {
        code: 'unauthorized',
        message: `there is no credential for ${cluster}: ${cause}`,
        hint: `once that is mended, ${tryKubectl}`,
      };
    case 'forbidden':
      return {
        code: 'forbidden',
        message: `not permitted in ${cluster} to ${words(apiFailure)}: ${cause}`,
        hint: grantHint,
      };
    default:
      return {
        code: 'api-unreachable',
        message: `cannot use the API server of ${cluster}: ${cause}`,
        hint: 'check the server address in the kubeconfig and that this machine may reach it',
      };
  }
}

/** Says everything at once that the run's user lacks in a cluster where it cannot begin. */
export function rightsFailure(
  side: Side,
  { contextName, server }: Pick<ClusterConnection, 'contextName' | 'server'>,
  missing: readonly MissingRight[],
): StartFailure {
  const rights = missing.map(({ verb, resource }) => `${verb} ${resource}`).join(', ');
  const namespace = missing[0]?.namespace ?? '';
  return {
    code: 'forbidden',
    message: `not permitted in the ${side} cluster (context ${contextName}) at ${server} to ${rights} in namespace ${namespace}`,
    hint: grantHint,
  };
}

const tryKubectl = 'try kubectl get namespaces with the same kubeconfig and context';

const grantHint =
  'have the Role liqo-doctor-check granted, which liqo-doctor manifests --grants prints, or use --probe-from operator, which creates nothing';

function words({ target }: ApiFailure): string {
  return `${target.verb} ${target.resource}${target.namespace === undefined ? '' : ` in namespace ${target.namespace}`}`;
}
