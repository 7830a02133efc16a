import { isForHelmAlone } from './helm-alone.js';
import type { InProcessResult } from './in-process-check.js';
import type { LiqoSpec } from '../../../src/lab/topology/cluster-spec.js';
import { liqo } from '../../../src/lab/topology/liqo-spec.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { ServicesThatWork } from '../../../src/lab/truth/truth-v0.js';
import { authWorksInBand, truthOfV0 } from '../../../src/lab/truth/truth-v0.js';
import { apiServerOfV1Works, gatewayServerWorks, serverOfFlags } from '../../../src/lab/truth/truth-v1.js';
import type { GatewayFlags, PeeringIntent, ServiceId, Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import type { RequirementStatus } from '../../../src/model/requirement.js';

/** A topology with what is going to be done on it. */
export interface Situation {
  readonly topology: Topology;
  readonly intent: PeeringIntent;
  /** The servers of the kubeconfigs, which `liqoctl install` makes Liqo advertise; `undefined` for 127.0.0.1. */
  readonly servers: Readonly<Record<Side, string | undefined>>;
  /** Whether the check is told `--capture`. */
  readonly capture: boolean;
}

/** What would work, service by service, and as a whole. */
export interface Truth {
  readonly works: boolean;
  readonly services: Readonly<Record<Side, ServicesThatWork>>;
}

const versions: readonly LiqoSpec['version'][] = [
  'v0.3.2',
  'v0.4.0',
  'v0.5.4',
  'v0.6.0',
  'v0.7.0',
  'v0.8.0',
  'v0.9.0',
  'v0.10.3',
  'v1.0.0',
  'v1.0.1',
  'v1.1.0',
  'v1.2.0',
];

/** The release in effect: the installed one, else the intended one. */
export function versionOf({ topology, intent }: Situation): LiqoSpec['version'] {
  const { local, remote } = topology.clusters;
  const intended = versions.find((version) => version === intent.liqoVersion);
  const version = local.liqo?.version ?? remote.liqo?.version ?? intended;
  if (version === undefined) throw new Error(`the lab does not play Liqo ${intent.liqoVersion}`);
  return version;
}

const serviceTypes = ['NodePort', 'LoadBalancer'] as const;

/** The truth of a situation, by the lab's own model of Liqo. */
export function truthOf(situation: Situation): Truth {
  return versionOf(situation).startsWith('v1.') ? truthOfG3(situation) : truthOfG2(situation);
}

function truthOfG3(situation: Situation): Truth {
  const { intent } = situation;
  const topology = installed(situation, {});
  const reached = (side: Side): ServicesThatWork => ({
    auth: false,
    apiServer: apiServerOfV1Works(topology, side),
    gateway:
      !intent.networkingDisabled &&
      choicesOf(side, intent.gateway).some((flags) => gatewayServerWorks(topology, serverOfFlags(flags))),
  });
  const services = { local: reached('local'), remote: reached('remote') };
  const tunnel = intent.networkingDisabled || services.local.gateway || services.remote.gateway;
  return { works: tunnel && (intent.peering === 'in-band' || services.remote.apiServer), services };
}

/** The gateway servers that the flags leave open. */
function choicesOf(side: Side, flags: GatewayFlags): GatewayFlags[] {
  const location = side === 'local' ? 'Consumer' : 'Provider';
  if (flags.location !== undefined && flags.location !== location) return [];
  return serviceTypes
    .filter((type) => flags.type === undefined || flags.type === type)
    .map((type) => ({ ...flags, location, type }));
}

function truthOfG2(situation: Situation): Truth {
  const possible = serviceTypes.map((type) => {
    const truth = truthOfV0(installed(situation, { type }));
    if (truth === undefined) throw new Error('Liqo v0.x is to be in both clusters');
    return truth;
  });
  const some = (side: Side): ServicesThatWork => ({
    auth: possible.some((one) => one[side].auth),
    apiServer: possible.some((one) => one[side].apiServer),
    gateway: possible.some((one) => one[side].gateway),
  });
  const services = { local: some('local'), remote: some('remote') };
  const tunnel = services.local.gateway || services.remote.gateway;
  const control = sides.every((side) =>
    situation.intent.peering === 'in-band'
      ? authWorksInBand(situation.topology, side)
      : services[side].auth && services[side].apiServer,
  );
  return { works: tunnel && control, services };
}

/** Any node port will do where none is asked for. */
const someNodePorts = { auth: 31_998, gateway: 31_997 } as const;

/** The topology after `liqoctl install` where Liqo is absent, with Services of a type. */
function installed(
  situation: Situation,
  { type }: { readonly type?: (typeof serviceTypes)[number] },
): Topology {
  const { topology, servers } = situation;
  const version = versionOf(situation);
  const withLiqo = (side: Side) => {
    const cluster = topology.clusters[side];
    if (cluster.liqo !== undefined) return cluster;
    const server = isForHelmAlone(topology, side, version) ? undefined : servers[side];
    const service = (nodePort: number) => ({ type: type ?? 'NodePort', nodePort }) as const;
    const spec: LiqoSpec = liqo(version, {
      side,
      clusterName: cluster.name,
      ...(server !== undefined && { apiServerAddress: server }),
      asksAws: cluster.apiServer.certificateNames[0]?.endsWith('.eks.amazonaws.com') === true,
      auth: service(someNodePorts.auth),
      gateway: service(someNodePorts.gateway),
    });
    return { ...cluster, liqo: spec };
  };
  return { ...topology, clusters: { local: withLiqo('local'), remote: withLiqo('remote') } };
}

/** In-band, an authentication server is needed too: through the tunnel, where every one with TLS is reached. */
function isPlainInTunnel(service: ServiceId, cluster: Side, { topology, intent }: Situation): boolean {
  return service === 'auth' && intent.peering === 'in-band' && !authWorksInBand(topology, cluster);
}

/** A status that contradicts the truth, or that may not be `unknown`. */
export interface Difference {
  readonly service: ServiceId;
  readonly cluster: Side;
  /** Whether it is called met by a stand-in beside a live gateway. */
  readonly isSibling: boolean;
  /** Whether it is called met because a capture saw datagrams arrive, which says nothing of the replies. */
  readonly isCaptured: boolean;
  readonly is: RequirementStatus;
  readonly expected: RequirementStatus;
  readonly reason: string;
}

/**
 * Where the report's requirements differ from the truth.
 *
 * A gateway is judged beside the other one, whatever the other one's own status is worth: where that one reads `met`,
 * this one may read `not-applicable` (rule 2 of the requirement matrix), and must, where it does not work.
 */
export function differencesOf(
  { report }: Pick<InProcessResult, 'report'>,
  situation: Situation,
  truth: Truth,
): Difference[] {
  const isG3 = versionOf(situation).startsWith('v1.');
  const { intent } = situation;
  return report.requirements.flatMap(({ service, cluster, status, reason, assurance }) => {
    const works = truth.services[cluster][service];
    const otherIsMet =
      service === 'gateway' &&
      report.requirements.some(
        (one) => one.service === service && one.cluster !== cluster && one.status === 'met',
      );
    const isNeeded =
      service === 'gateway'
        ? !intent.networkingDisabled && (!isG3 || choicesOf(cluster, intent.gateway).length > 0)
        : intent.peering === 'out-of-band' && (!isG3 || cluster === 'remote');
    const isBroken = isPlainInTunnel(service, cluster, situation);
    const isSpared = (!isNeeded && !isBroken) || (otherIsMet && !works);
    const expected: RequirementStatus = isSpared ? 'not-applicable' : works && !isBroken ? 'met' : 'unmet';
    if (status === expected || (otherIsMet && status === 'not-applicable')) return [];
    const isCaptured = situation.capture && service === 'gateway' && assurance === 'proven';
    const isSibling = assurance === 'sibling';
    return [{ service, cluster, isSibling, isCaptured, is: status, expected, reason }];
  });
}
