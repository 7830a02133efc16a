import { isAtLeast } from '../../liqo/release.js';
import { named, valueNames } from '../../liqo/words/value-names.js';
import { valueOf } from '../../model/fact.js';
import type { Alternative } from '../../model/prescription.js';
import { sides } from '../../model/peering.js';
import type { RequirementStatus } from '../../model/requirement.js';
import { groupStatus } from '../requirements/gateway-group.js';
import { peerLine, provenGateway } from './gateway-choice.js';
import { isCertificateAtFault } from './prescribe-certificate.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Change, Remedy } from './remedy.js';
import { toPrescription } from './to-prescription.js';
import { plainValues } from './values-change.js';

/** Whether peering through the tunnel would spare this requirement: a gateway works, and TLS is not what is wrong. */
export function canGoInBand(unmet: UnmetStream, context: PrescribeContext): boolean {
  return gatewayStatus(context) === 'met' && wouldBeSpared(unmet, context);
}

/**
 * Whether the tunnel would spare this requirement as soon as the prescription of a gateway is carried out. Before v0.6
 * that may be impossible: no forwarded gateway is advertised.
 */
export function canGoInBandLater(unmet: UnmetStream, context: PrescribeContext): boolean {
  const isPrescribed = gatewayStatus(context) === 'unmet' && isAtLeast(context.release, 'v0.6.0');
  return isPrescribed && wouldBeSpared(unmet, context);
}

/** The other mode, for when a gateway is reachable: it may save the forwarded ports of all other services. */
export const inBandLater: Alternative = {
  summary:
    'Once one of the two gateways is reachable, peer in-band: this service is then reached through the tunnel and needs no exposure.',
  commands: [],
};

function gatewayStatus({ assessed }: PrescribeContext): RequirementStatus {
  return groupStatus(assessed.filter(({ group }) => group === 'gateway').map(({ status }) => status));
}

function wouldBeSpared(unmet: UnmetStream, context: PrescribeContext): boolean {
  const { release, intent } = context;
  if (intent.peering === 'in-band' || intent.networkingDisabled) return false;
  // Through the tunnel, authentication servers are reached with TLS alone.
  if (sides.some((side) => valueOf(context.clusters[side].liqo.authTls) === false)) return false;
  if (!isAtLeast(release, release.generation === 'g1' ? 'v0.4.0' : 'v0.5.0')) return false;
  // The peer validates the certificate for the advertised host through the tunnel too, and needs one to be advertised.
  return unmet.endpoint !== null && !isCertificateAtFault(unmet);
}

/** Liqo v1.x: the tunnel carries the API server's traffic; the other way stays as an alternative. */
export function goInBand(other: Remedy, context: PrescribeContext): Remedy {
  const line = inBandLine(context);
  const server = provenGateway(context, true)?.option;
  const side =
    server === undefined ? '' : `, with the gateway server in the ${server.standIn.cluster} cluster`;
  const words = `Peer in-band${side}: the API server of the remote cluster is then reached through the tunnel (--in-band, for liqo-doctor check too).`;
  const peer: Change = {
    cluster: 'local',
    kind: 'in-band',
    words,
    commands: line === undefined ? [] : [line],
  };
  return {
    exposure: 'InBand',
    summary: 'Peer in-band, so that the API server needs no exposure.',
    changes: [...proxyChange(context), peer],
    alternatives: [asAlternative(other, context), ...(other.alternatives ?? [])],
  };
}

/** Liqo v0.4–v0.10: the other mode, offered beside the prescription for the mode asked for. */
export function inBandAlternative(context: PrescribeContext): Alternative {
  const line = inBandLine(context);
  return {
    summary:
      'Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.',
    commands: line === undefined ? [] : [line],
  };
}

function inBandLine(context: PrescribeContext): string | undefined {
  return peerLine(context, provenGateway(context, true)?.flags ?? context.intent.gateway, 'in-band');
}

/** In-band peering goes through liqo-proxy of the provider. Source: docs/advanced/k8s-api-server-proxy.md@v1.2.0. */
function proxyChange(context: PrescribeContext): readonly Change[] {
  return valueOf(context.clusters.remote.liqo.proxy) === false
    ? [plainValues('remote', named(valueNames(context.release).proxy, 'true'), context)]
    : [];
}

function asAlternative(remedy: Remedy, context: PrescribeContext): Alternative {
  const { summary, actions, commands, portForward } = toPrescription(remedy, context);
  return { summary, actions, commands, ...(portForward !== undefined && { portForward }) };
}
