import { defaultTunnelMtu } from '../../liqo/tunnel-mtu.js';
import { peerCommand } from '../../liqo/words/peer-command.js';
import { sides, type GatewayFlags, type Side } from '../../model/peering.js';
import { measurementsOf, narrowestWay, type ReachedGateway } from '../evidence/measured-way.js';
import type { JudgeContext } from '../judge-context.js';
import { standInOptions, type StandInOption } from '../requirements/stand-in-option.js';

/** Liqo v1.x: the best gateway server that a stand-in has proven, as the flags of `liqoctl peer` name it. */
export interface GatewayChoice {
  readonly option: StandInOption;
  readonly flags: GatewayFlags;
}

/**
 * The best proven gateway server: load balancers before node ports, the provider's side before the consumer's. With
 * `respectFlags`, only what the flags given to `check` leave open. `undefined` when none is proven.
 *
 * The proven node port is pinned, since a firewall may know it.
 */
export function provenGateway(context: JudgeContext, respectFlags: boolean): GatewayChoice | undefined {
  const { gateway } = context.intent;
  const options = (['remote', 'local'] as const)
    .flatMap((side) => standInOptions(side, 'gateway', context))
    .filter(({ status }) => status === 'proven')
    .filter((option) => !respectFlags || isLeftOpen(option, gateway))
    .toSorted((one, other) => preference(one) - preference(other));
  const [option] = options;
  return option === undefined ? undefined : { option, flags: flagsOf(option, gateway) };
}

function isLeftOpen({ standIn }: StandInOption, { location, type }: GatewayFlags): boolean {
  return (
    (location === undefined || location === locationOf(standIn.cluster)) &&
    (type === undefined || type === standIn.exposure)
  );
}

function preference({ standIn }: StandInOption): number {
  return standIn.exposure === 'LoadBalancer' ? 0 : 1;
}

/** How `--gw-server-service-location` names a side. */
export function locationOf(side: Side): 'Provider' | 'Consumer' {
  return side === 'remote' ? 'Provider' : 'Consumer';
}

function flagsOf({ standIn, endpoint }: StandInOption, given: GatewayFlags): GatewayFlags {
  const { cluster, exposure, nodePort } = standIn;
  const isNodePort = exposure === 'NodePort';
  // An address that the client was told to dial belongs to the server it was told for.
  const isSameServer = given.clientAddress !== undefined && endpoint?.host === given.clientAddress;
  return {
    location: locationOf(cluster),
    type: isNodePort ? 'NodePort' : 'LoadBalancer',
    port: given.port,
    nodePort: isNodePort ? nodePort : undefined,
    loadBalancerIp: isNodePort ? undefined : given.loadBalancerIp,
    clientAddress: isSameServer ? given.clientAddress : undefined,
    clientPort: isSameServer ? given.clientPort : undefined,
  };
}

/** The line that peers these clusters with these gateway flags, in the mode given. */
export function peerLine(
  context: JudgeContext,
  gateway: GatewayFlags,
  peering: 'out-of-band' | 'in-band' = context.intent.peering,
): string | undefined {
  const { release, words, intent } = context;
  const { networkingDisabled } = intent;
  return peerCommand({
    release,
    local: words.local,
    remote: words.remote,
    peering,
    networkingDisabled,
    gateway,
    mtu: peerMtu(context),
  });
}

/** The MTU that was asked for, or a smaller one where the way that the tunnel takes was measured to carry less. */
function peerMtu(context: JudgeContext): number | undefined {
  const { mtu } = context.intent;
  const way = narrowestWay(measurementsOf(gatewaysInUse(context), context.evidence));
  return way !== undefined && way.tunnelMtu < (mtu ?? defaultTunnelMtu) ? way.tunnelMtu : mtu;
}

/** Where the stand-ins answered of the gateways that the tunnel would go through. */
export function gatewaysInUse(context: JudgeContext): readonly ReachedGateway[] {
  const options =
    context.release.generation === 'g3'
      ? [provenGateway(context, true)?.option]
      : sides.map((side) =>
          standInOptions(side, 'gateway', context).find(({ status }) => status === 'proven'),
        );
  return options.flatMap((option) =>
    option?.endpoint ? [{ cluster: option.standIn.cluster, endpoint: option.endpoint }] : [],
  );
}

/** Whether a side's NodePort stand-in exists, and which node port it has. */
export function standInNodePort(side: Side, { evidence }: JudgeContext): number | undefined {
  return evidence.standIns.find(
    (one) => one.cluster === side && one.service === 'gateway' && one.exposure === 'NodePort',
  )?.nodePort;
}
