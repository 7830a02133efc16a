import type { GatewayFlags, PeeringIntent } from '../../model/peering.js';
import { defaultGatewayServerPort } from '../gateway-server.js';
import { isAtLeast } from '../release.js';
import type { LiqoRelease } from '../release.js';
import type { ClusterWords } from './cluster-words.js';
import {
  defaultLiqoNamespace,
  kubeconfigEnvironment,
  liqoctlClusterFlags,
  ownKubeconfig,
} from './cluster-words.js';
import { commandLine } from './shell-quote.js';

/** The MTU of the tunnel that liqoctl v1.x sets when it is not told another. */
const defaultMtu = 1340;

/** Which clusters to peer, and how. */
export interface PeerCommand {
  readonly release: LiqoRelease;
  /** The consumer. */
  readonly local: ClusterWords;
  /** The provider. */
  readonly remote: ClusterWords;
  readonly peering: PeeringIntent['peering'];
  /** v1.x only. */
  readonly networkingDisabled: boolean;
  /** v1.x only. */
  readonly gateway: GatewayFlags;
  /** v1.x only. */
  readonly mtu?: number | undefined;
}

/**
 * The line that peers the clusters, run where both can be reached. Flags that say what is the default are left out.
 * `undefined` when the release has no such peering: in-band before v0.4.
 *
 * Source: cmd/liqoctl/cmd/peer.go@v0.5.0,@v0.10.3,@v1.0.0,@v1.2.0, generate.go@v0.5.0, connect.go@v0.4.0,
 * generate-add.go@v0.3.2,@v0.4.0.
 */
export function peerCommand(peer: PeerCommand): string | undefined {
  switch (peer.release.generation) {
    case 'g3':
      return commandLine(['liqoctl', 'peer', ...clusterFlags(peer), ...peerFlags(peer)]);
    case 'g2':
      return peer.peering === 'in-band' ? inBandLine(peer) : outOfBandLine(peer);
    case 'g1':
      return addLine(peer);
  }
}

function clusterFlags({ local, remote }: PeerCommand): string[] {
  return [...liqoctlClusterFlags(local), ...liqoctlClusterFlags(remote, 'remote')];
}

function peerFlags({ gateway, peering, networkingDisabled, mtu }: PeerCommand): string[] {
  const inBand = peering === 'in-band' ? ['--in-band'] : [];
  if (networkingDisabled) return ['--networking-disabled', ...inBand];
  return [
    ...flag('--gw-server-service-location', gateway.location, 'Provider'),
    ...flag('--gw-server-service-type', gateway.type, 'LoadBalancer'),
    ...flag('--gw-server-service-port', gateway.port, defaultGatewayServerPort),
    ...flag('--gw-server-service-nodeport', gateway.nodePort, 0),
    ...flag('--gw-server-service-loadbalancerip', gateway.loadBalancerIp, ''),
    ...flag('--gw-client-address', gateway.clientAddress, ''),
    ...flag('--gw-client-port', gateway.clientPort, 0),
    ...flag('--mtu', mtu, defaultMtu),
    ...inBand,
  ];
}

function flag<T extends string | number>(name: string, value: T | undefined, standard: T): string[] {
  return value === undefined || value === standard ? [] : [name, String(value)];
}

function inBandLine(peer: PeerCommand): string {
  return commandLine(['liqoctl', 'peer', 'in-band', ...clusterFlags(peer)]);
}

/** The provider's liqoctl prints the line with the token that the consumer's runs. */
function outOfBandLine({ local, remote }: PeerCommand): string {
  const generate = ['liqoctl', 'generate', 'peer-command', '--only-command', ...liqoctlClusterFlags(remote)];
  const onConsumer = commandLine(liqoctlClusterFlags(local));
  return [`$(${commandLine(generate)})`, ...(onConsumer === '' ? [] : [onConsumer])].join(' ');
}

/** liqoctl v0.3 and v0.4 know their cluster by the environment alone, and only its current context. */
function addLine({ release, local, remote, peering }: PeerCommand): string | undefined {
  const namespaceOf = ({ liqoNamespace }: ClusterWords): string[] =>
    liqoNamespace === defaultLiqoNamespace ? [] : ['--namespace', liqoNamespace];
  const generate = ['liqoctl', 'generate-add-command', '--only-command', ...namespaceOf(remote)];
  const onConsumer = commandLine(namespaceOf(local));
  const environment = (cluster: ClusterWords): string =>
    kubeconfigEnvironment({ kubeconfig: ownKubeconfig(cluster) });
  const printed = `${environment(local)}$(${environment(remote)}${commandLine(generate)})`;
  const add = onConsumer === '' ? printed : `${printed} ${onConsumer}`;
  if (peering === 'out-of-band') return add;
  if (!isAtLeast(release, 'v0.4.0')) return undefined;
  return `${connectLine(local, remote)} && ${add}`;
}

function connectLine(local: ClusterWords, remote: ClusterWords): string {
  const flags = (ordinal: 1 | 2, cluster: ClusterWords): string[] => [
    `--config${ordinal}`,
    ownKubeconfig(cluster) ?? '<kubeconfig>',
    ...(cluster.liqoNamespace === defaultLiqoNamespace
      ? []
      : [`--namespace${ordinal}`, cluster.liqoNamespace]),
  ];
  return commandLine(['liqoctl', 'connect', ...flags(1, local), ...flags(2, remote)]);
}
