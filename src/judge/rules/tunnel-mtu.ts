import {
  carriedPacket,
  configuredTunnelMtu,
  defaultTunnelMtu,
  largestTunnelMtu,
} from '../../liqo/tunnel-mtu.js';
import type { Fact } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { measurementsOf, narrowestWay } from '../evidence/measured-way.js';
import { gatewaysInUse } from '../prescribe/gateway-choice.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-NET-004: the MTU of the tunnel is the same at both ends, and fits. */
export function tunnelMtuFits(context: RuleContext): readonly Finding[] {
  const { intent, release } = context;
  const code = 'LD-NET-004';
  if (intent.networkingDisabled)
    return [makeFinding(code, { status: 'skip', reason: 'There is no tunnel.' })];
  return [release.generation === 'g3' ? plannedMtu(context) : configuredMtu(context)];
}

/** Liqo v1.x: one flag sets it for both ends. */
function plannedMtu(context: RuleContext): Finding {
  const { mtu } = context.intent;
  return fitting(mtu ?? defaultTunnelMtu, context);
}

/** What was measured on the way counts for more than what is known of the platforms. */
function fitting(mtu: number, context: RuleContext): Finding {
  const code = 'LD-NET-004';
  const measured = narrowestWay(measurementsOf(gatewaysInUse(context), context.evidence));
  if (measured !== undefined) {
    return mtu <= measured.tunnelMtu
      ? makeFinding(code, { status: 'pass' })
      : makeFinding(code, { status: 'skip', reason: 'What was measured decides: see LD-NET-006.' });
  }
  const reason = tooLarge(mtu, context);
  return reason === undefined
    ? makeFinding(code, { status: 'pass' })
    : makeFinding(code, { status: 'warn', reason });
}

function configuredMtu(context: RuleContext): Finding {
  const code = 'LD-NET-004';
  const { clusters, release } = context;
  const [local, remote] = [
    configuredTunnelMtu(clusters.local, release),
    configuredTunnelMtu(clusters.remote, release),
  ];
  if (!isNumber(local) || !isNumber(remote)) {
    const side = isNumber(local) ? 'remote' : 'local';
    const reason = `The MTU of the ${side} cluster is not known${whyOf(side, context)}.`;
    return makeFinding(code, { status: 'unknown', reason });
  }
  if (local.value !== remote.value) {
    const reason = `The local cluster uses an MTU of ${local.value} bytes, the remote one ${remote.value}.`;
    return makeFinding(code, {
      status: 'warn',
      reason,
      remedy: narrowerThan(local.value, remote.value, context),
    });
  }
  return fitting(local.value, context);
}

/** Where not even the smaller of two values fits the way that was measured, LD-NET-006 says which one does. */
function narrowerThan(local: number, remote: number, context: RuleContext): string | undefined {
  const measured = narrowestWay(measurementsOf(gatewaysInUse(context), context.evidence));
  return measured !== undefined && measured.tunnelMtu < Math.min(local, remote)
    ? `Give both ends ${measured.tunnelMtu}: see LD-NET-006.`
    : undefined;
}

function isNumber(fact: Fact<number | null>): fact is Extract<Fact<number>, { known: true }> {
  return fact.known && fact.value !== null;
}

function whyOf(side: Side, { clusters }: RuleContext): string {
  const { tunnelMtu } = clusters[side].liqo;
  return tunnelMtu.known ? '' : `: ${tunnelMtu.reason}`;
}

/** Why an MTU does not fit through the network of either cluster; `undefined` when it does. */
function tooLarge(mtu: number, { clusters, requirements }: RuleContext): string | undefined {
  const usesIpv6 = requirements.some(
    ({ service, status, endpoint }) =>
      service === 'gateway' && status !== 'not-applicable' && endpoint?.host.includes(':') === true,
  );
  const family = usesIpv6 ? 6 : 4;
  const limits = sides.map((side) => {
    const packet = carriedPacket(clusters[side].platform.provider);
    return { side, packet, largest: largestTunnelMtu(packet, family) };
  });
  const [narrowest] = limits.toSorted((one, other) => one.largest - other.largest);
  if (narrowest === undefined || mtu <= narrowest.largest) return undefined;
  const { side, packet, largest } = narrowest;
  return `The tunnel's MTU is ${mtu} bytes, but ${packet.network}, where the ${side} cluster is, carries packets of ${packet.mtu} bytes, which leaves ${largest} over IPv${family}.`;
}
