import { reviewPermissions } from '../inspect/permissions.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { MissingRight } from '../model/missing-right.js';
import type { Side } from '../model/peering.js';

/** A right that a run makes use of in the namespace of its pods. */
interface RunRight {
  readonly verb: 'get' | 'list' | 'create' | 'deletecollection';
  readonly resource: string;
  /** What a run is without it; absent for one without which it cannot begin. Completes "without it …". */
  readonly loss?: string;
}

const leftUntilDeadline = (kind: string): string => `${kind} of the run stay until the server ends it`;
const notSeenGone = (kind: string): string => `nobody sees whether ${kind} of the run are gone`;

/** One for each verb and resource of the Role in docs/roles/check.yaml. */
export const runRights: readonly RunRight[] = [
  { verb: 'create', resource: 'jobs.batch' },
  { verb: 'create', resource: 'configmaps' },
  { verb: 'create', resource: 'secrets' },
  { verb: 'list', resource: 'pods' },
  { verb: 'get', resource: 'pods' },
  { verb: 'get', resource: 'pods/log' },
  {
    verb: 'create',
    resource: 'services',
    loss: 'no stand-in can be raised, and what only a stand-in shows stays unknown',
  },
  { verb: 'get', resource: 'services', loss: 'the address that a load balancer gets late is not seen' },
  {
    verb: 'create',
    resource: 'pods',
    loss: 'nobody can ask beforehand whether a pod would be admitted, nor is there a view from the network of a node',
  },
  { verb: 'list', resource: 'events', loss: 'nobody can say why a Job has no pod' },
  {
    verb: 'list',
    resource: 'networkpolicies.networking.k8s.io',
    loss: 'nobody can say whether a NetworkPolicy keeps the pods of the run from the network',
  },
  { verb: 'deletecollection', resource: 'jobs.batch', loss: leftUntilDeadline('Jobs') },
  { verb: 'deletecollection', resource: 'services', loss: leftUntilDeadline('Services') },
  { verb: 'deletecollection', resource: 'configmaps', loss: leftUntilDeadline('ConfigMaps') },
  { verb: 'deletecollection', resource: 'secrets', loss: leftUntilDeadline('Secrets') },
  { verb: 'list', resource: 'jobs.batch', loss: notSeenGone('Jobs') },
  { verb: 'list', resource: 'services', loss: notSeenGone('Services') },
  { verb: 'list', resource: 'configmaps', loss: notSeenGone('ConfigMaps') },
  { verb: 'list', resource: 'secrets', loss: notSeenGone('Secrets') },
];

/** Asks what of the run's rights the kubeconfig's user does not have; what could not be asked is not missing. */
export async function missingRights(
  cluster: Side,
  connection: ClusterConnection,
  namespace: string,
): Promise<readonly MissingRight[]> {
  const scope = { kind: 'namespace', namespace } as const;
  const reviewed = await reviewPermissions(
    connection,
    runRights.map(({ verb, resource }) => ({ verb, resource, scope, purpose: '' })),
  );
  return runRights.flatMap(({ verb, resource, loss }, index) => {
    const allowed = reviewed[index]?.allowed;
    const isMissing = allowed?.known === true && !allowed.value;
    return isMissing ? [{ cluster, verb, resource, namespace, ...(loss !== undefined && { loss }) }] : [];
  });
}
