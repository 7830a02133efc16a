import type { ActivePeering } from '../../model/cluster-facts.js';
import { isAtLeast } from '../release.js';
import type { LiqoRelease } from '../release.js';
import { defaultLiqoNamespace, kubectlClusterFlags, liqoctlClusterFlags } from './cluster-words.js';
import type { ClusterWords } from './cluster-words.js';
import { commandLine } from './shell-quote.js';

/** A peering with how commands name the other cluster, where its kubeconfig is known. */
export interface NamedPeering extends ActivePeering {
  readonly peer?: ClusterWords | undefined;
}

/** Which Helm values change in a cluster that has peerings. */
export interface PeeringChange {
  readonly release: LiqoRelease;
  readonly cluster: ClusterWords;
  readonly peerings: readonly NamedPeering[];
  /** Names of the values that change, as `--set` names them. */
  readonly settings: readonly string[];
}

/** What to run before and after a change of values, and what to know, in sentences. */
export interface PeeringLines {
  readonly disable: readonly string[];
  readonly restore: readonly string[];
  readonly notes: readonly string[];
}

const nothing: PeeringLines = { disable: [], restore: [], notes: [] };

/**
 * What a change does to the peerings that are active:
 * `renew`: they have to be taken down and made anew; `identity`: they go on with what they were told, until they are told
 * anew; `gateway`: their tunnels are interrupted for moments; `none`.
 */
export type Disturbance = 'renew' | 'identity' | 'gateway' | 'none';

/** By the beginning of a value's name; the first row that fits decides. */
const disturbances: Readonly<Record<'early' | 'current', readonly (readonly [string, Disturbance])[]>> = {
  // Liqo's own advice for v0.x: disable all peerings before a change of exposure.
  early: [
    ['discovery.config.enable', 'none'],
    ['', 'renew'],
  ],
  current: [
    ['apiServer.', 'identity'],
    ['ipam.', 'renew'],
    ['networking.gatewayTemplates.', 'gateway'],
    ['networking.', 'renew'],
    ['', 'none'],
  ],
};

/**
 * What a change of Helm values does to active peerings, by the gravest of its values.
 *
 * Source: docs/pages/installation/pre-install.md@v0.3.2 (peerings and exposure); pkg/liqo-controller-manager/
 * authentication@v1.0.0,@v1.2.0: an Identity holds the API server's address and authority as they were when it was made,
 * or, from v1.2.0, when its certificate was renewed; networking/external-network/server-operator@v1.2.0 applies the
 * template anew whenever it reconciles a GatewayServer.
 */
export function disturbanceOf(release: LiqoRelease, settings: readonly string[]): Disturbance {
  const rows = disturbances[release.generation === 'g3' ? 'current' : 'early'];
  const found = settings.map((name) => rows.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'none');
  const order: readonly Disturbance[] = ['renew', 'gateway', 'identity'];
  return order.find((one) => found.includes(one)) ?? 'none';
}

/** How to take active peerings down before a change and to restore them after it, where that helps. */
export function peeringLines(change: PeeringChange): PeeringLines {
  const { release, peerings, settings } = change;
  const disturbance = disturbanceOf(release, settings);
  if (peerings.length === 0 || disturbance === 'none') return nothing;
  const isApiServer = settings.some((name) => name.startsWith('apiServer.'));
  if (release.generation !== 'g3') return earlyLines(change, isApiServer);
  const told = isApiServer ? tellAnew(change) : nothing;
  if (disturbance === 'identity') return told;
  if (disturbance === 'gateway') {
    const notes = [
      'Tunnels of active peerings may be interrupted for moments, when Liqo restarts their gateways.',
    ];
    return { ...told, notes: [...notes, ...told.notes] };
  }
  return anew(change);
}

/** Both directions through the ForeignCluster; liqoctl does the same from v0.5, and waits until it is done. */
function earlyLines(change: PeeringChange, isApiServer: boolean): PeeringLines {
  const { release, peerings } = change;
  const isG1 = release.generation === 'g1';
  const toggle = (on: boolean): string[] =>
    peerings.flatMap((peering) =>
      isG1
        ? [patchLine(change, peering, { on, outgoing: peering.outgoing, incoming: peering.incoming })]
        : toggleLines(change, peering, on),
    );
  const notes = [
    ...(isG1
      ? []
      : [
          'A peering that was made in-band keeps the addresses it was made with: take it down with liqoctl unpeer in-band instead, and make it anew with liqoctl peer in-band.',
        ]),
    ...(isApiServer
      ? ['A cluster that has an identity of this one keeps the API server address it was given with it.']
      : []),
  ];
  return { disable: toggle(false), restore: toggle(true), notes };
}

/**
 * Source: cmd/liqoctl/cmd/{peer,unpeer}.go@v0.5.0,@v0.9.0 (`--skip-confirm`),@v0.10.2 (`--incoming`): these commands
 * have no flag for Liqo's namespace.
 */
function toggleLines(change: PeeringChange, peering: NamedPeering, on: boolean): string[] {
  const { release, cluster } = change;
  const liqoctl = (...flags: readonly string[]): string =>
    commandLine([
      'liqoctl',
      on ? 'peer' : 'unpeer',
      peering.name,
      ...flags,
      ...(!on && isAtLeast(release, 'v0.9.0') ? ['--skip-confirm'] : []),
      ...kubectlClusterFlags(cluster),
    ]);
  const incoming = isAtLeast(release, 'v0.10.2')
    ? liqoctl('--incoming')
    : patchLine(change, peering, { on, outgoing: false, incoming: true });
  return [...(peering.outgoing ? [liqoctl()] : []), ...(peering.incoming ? [incoming] : [])];
}

interface Toggle {
  readonly on: boolean;
  readonly outgoing: boolean;
  readonly incoming: boolean;
}

/** Source: apis/discovery/v1alpha1/foreigncluster_types.go@v0.3.2,@v0.10.3: `Auto`, `Yes` or `No`. */
function patchLine({ cluster }: PeeringChange, { name }: NamedPeering, toggle: Toggle): string {
  const { on, outgoing, incoming } = toggle;
  const enabled = on ? 'Yes' : 'No';
  const spec = {
    ...(outgoing && { outgoingPeeringEnabled: enabled }),
    ...(incoming && { incomingPeeringEnabled: enabled }),
  };
  return commandLine([
    'kubectl',
    ...kubectlClusterFlags(cluster),
    'patch',
    'foreignclusters',
    name,
    '--type',
    'merge',
    '--patch',
    JSON.stringify({ spec }),
  ]);
}

/** Liqo v1.x: consumers are told the new address and authority by authenticating again, which interrupts nothing. */
function tellAnew({ cluster, peerings }: PeeringChange): PeeringLines {
  const consumers = peerings.filter(({ incoming }) => incoming);
  if (consumers.length === 0) return nothing;
  const started = commandLine([
    'kubectl',
    ...kubectlClusterFlags(cluster),
    '--namespace',
    cluster.liqoNamespace,
    'rollout',
    'status',
    'deployment/liqo-controller-manager',
  ]);
  const lines = consumers.map((peering) => rolesLine('authenticate', peerWords(peering), cluster));
  const notes = [
    `Until ${listed(consumers.map(({ name }) => name))} authenticates again, it goes on with the address and authority that it was told before; add --in-band where the peering is in-band.`,
  ];
  return { disable: [], restore: [started, ...lines], notes };
}

/** Liqo v1.x: a peering belongs to its consumer, whose kubeconfig comes first. */
function anew({ cluster, peerings }: PeeringChange): PeeringLines {
  const lines = (verb: 'peer' | 'unpeer'): string[] =>
    peerings.flatMap((peering) => [
      ...(peering.outgoing ? [rolesLine(verb, cluster, peerWords(peering))] : []),
      ...(peering.incoming ? [rolesLine(verb, peerWords(peering), cluster)] : []),
    ]);
  const notes = ['Give liqoctl peer the same flags as when the peering was made: they are not kept.'];
  return { disable: lines('unpeer'), restore: lines('peer'), notes };
}

function rolesLine(
  verb: 'peer' | 'unpeer' | 'authenticate',
  consumer: ClusterWords,
  provider: ClusterWords,
): string {
  return commandLine([
    'liqoctl',
    verb,
    ...liqoctlClusterFlags(consumer),
    ...liqoctlClusterFlags(provider, 'remote'),
  ]);
}

/** Only the operator has the kubeconfig of a third cluster. */
function peerWords({ name, peer }: NamedPeering): ClusterWords {
  return peer ?? { kubeconfig: `<kubeconfig of ${name}>`, liqoNamespace: defaultLiqoNamespace };
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `each of ${names.join(', ')}`;
}
