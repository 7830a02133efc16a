import { isObjectName } from '../../model/object-name.js';
import type { LiqoRelease } from '../release.js';
import { isAtLeast } from '../release.js';
import type { ClusterWords } from './cluster-words.js';
import { kubeconfigEnvironment, liqoctlClusterFlags, ownKubeconfig } from './cluster-words.js';
import { commandLine } from './shell-quote.js';

/** Another cluster, as its authentication server told of it. */
export interface ForeignCluster {
  readonly clusterId: string;
  readonly clusterName?: string | undefined;
  /** The URL of its authentication server. */
  readonly url: string;
}

/**
 * Whether the API server takes a URL for an authentication server in a ForeignCluster, which liqoctl and Liqo's own
 * discovery both create: somewhere in its host a dot has to be followed by a word of one to six letters or digits. IPv6
 * addresses and names such as `auth.example` are refused. Always true from v1.0 on, which has no such URL.
 *
 * Source: the pattern of `foreignAuthUrl`, apis/discovery/v1alpha1/foreigncluster_types.go@v0.3.0,@v0.10.3.
 */
export function isUrlTaken(release: LiqoRelease, url: string): boolean {
  if (release.generation === 'g3') return true;
  return /https:\/\/[-\w@:%.+~#=]{1,256}\.[a-z0-9()]{1,6}\b/iu.test(url);
}

/** The ID is a label's value, and up to v0.4 the object's name. */
function canBeAdded(release: LiqoRelease, { clusterId, url }: ForeignCluster): boolean {
  return isObjectName(clusterId) && isUrlTaken(release, url);
}

/** Stands for what only the other cluster's operator can tell; it is to be replaced, hence never quoted. */
const tokenPlaceholder = '<token>';

/**
 * The line of a release's liqoctl that adds a cluster of which only the authentication server is known, run against the
 * cluster that shall use it. `undefined` from v1.0 on, where no cluster has an authentication server, and for a URL or an
 * ID that is refused.
 *
 * Source: cmd/liqoctl/cmd/add.go@v0.3.2; cmd/liqoctl/cmd/peeroob.go@v0.5.0, peer.go@v0.10.3.
 */
export function addCommand(
  release: LiqoRelease,
  foreign: ForeignCluster,
  local: ClusterWords,
): string | undefined {
  if (!canBeAdded(release, foreign)) return undefined;
  const name = nameOf(foreign);
  const { url, clusterId } = foreign;
  switch (release.generation) {
    case 'g1': {
      const add = ['liqoctl', 'add', 'cluster', name, '--auth-url', url, '--id', clusterId];
      const namespace = local.liqoNamespace === 'liqo' ? [] : ['--namespace', local.liqoNamespace];
      const environment = kubeconfigEnvironment({ kubeconfig: ownKubeconfig(local) });
      return `${environment}${commandLine([...add, ...namespace])} --token ${tokenPlaceholder}`;
    }
    case 'g2': {
      const peer = ['liqoctl', 'peer', 'out-of-band', name, '--auth-url', url, '--cluster-id', clusterId];
      return `${commandLine([...peer, ...liqoctlClusterFlags(local)])} --auth-token ${tokenPlaceholder}`;
    }
    case 'g3':
      return undefined;
  }
}

/** The line by which the other cluster's operator learns the token, with the whole line that adds it. */
export function tokenCommand(release: LiqoRelease): string | undefined {
  switch (release.generation) {
    case 'g1':
      return 'liqoctl generate-add-command';
    case 'g2':
      return 'liqoctl generate peer-command';
    case 'g3':
      return undefined;
  }
}

/**
 * The object that Liqo makes of a cluster that it discovers, as YAML; `undefined` from v1.0 on, where there is no such
 * discovery, and for a URL or an ID that is refused.
 *
 * Source: pkg/discoverymanager/foreign.go@v0.3.2,@v0.10.3 `createForeign`;
 * apis/discovery/v1alpha1/foreigncluster_types.go@v0.3.0,@v0.10.3.
 */
export function foreignClusterManifest(release: LiqoRelease, foreign: ForeignCluster): string | undefined {
  if (release.generation === 'g3' || !canBeAdded(release, foreign)) return undefined;
  const { clusterId, url } = foreign;
  const name = nameOf(foreign);
  const lines = [
    'apiVersion: discovery.liqo.io/v1alpha1',
    'kind: ForeignCluster',
    'metadata:',
    `  name: ${JSON.stringify(release.generation === 'g1' ? clusterId : name)}`,
    '  labels:',
    `    discovery.liqo.io/cluster-id: ${JSON.stringify(clusterId)}`,
    'spec:',
    ...(isAtLeast(release, 'v0.6.0') ? ['  peeringType: OutOfBand'] : []),
    '  clusterIdentity:',
    `    clusterID: ${JSON.stringify(clusterId)}`,
    `    clusterName: ${JSON.stringify(name)}`,
    `  foreignAuthUrl: ${JSON.stringify(url)}`,
    '  insecureSkipTLSVerify: true',
    '  outgoingPeeringEnabled: Auto',
    '  incomingPeeringEnabled: Auto',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Liqo names a cluster that has no name by the beginning of its ID; here one as well that calls itself what no
 * ForeignCluster can be called. Source: foreignclusterutils.UniqueName@v0.10.3.
 */
function nameOf({ clusterName = '', clusterId }: ForeignCluster): string {
  return isObjectName(clusterName) ? clusterName : `cluster-${clusterId.slice(0, 6)}`;
}
