import type { Generation, PeeringIntent, ServiceId, Side } from '../model/peering.js';
import { gatewayIsOneOfTwo } from './requirement-matrix.js';

/** One service of one cluster, and whether the other cluster must reach it. */
export interface RequiredService {
  readonly service: ServiceId;
  /** The cluster that offers the service. */
  readonly cluster: Side;
  /** The cluster that must reach it. */
  readonly from: Side;
  readonly applicability: 'required' | 'not-applicable';
  /** Why, in one sentence. */
  readonly reason: string;
  /** Entries of one group are alternatives: one that is met suffices. */
  readonly group?: 'gateway';
}

/** What to say of the gateway that is not needed, because the other one is reachable. */
export const otherGatewaySuffices = "The peer's gateway is reachable, and one of the two suffices.";

const why = {
  auth: 'Either cluster asks the other for an identity, so both authentication servers must be reachable.',
  apiServer: 'Either cluster writes resources into the other, so both API servers must be reachable.',
  provider: 'The consumer writes resources into the provider, whose API server it must reach.',
  consumer: 'The provider does not call the API server of the consumer; it is probed for information only.',
  inBand: 'With in-band peering it is reached through the tunnel.',
  gateway: gatewayIsOneOfTwo,
  noTunnel: 'Without networking there is no tunnel, hence no gateway.',
} as const;

/**
 * Which services of which cluster a peering needs, in the order in which reports show them.
 * The local cluster is the consumer, the remote one the provider.
 *
 * Source: pre-install.md@v0.3.2, pkg/auth/identityrequest.go@v0.3.2 and docs/installation/requirements.md@v0.10.3 for
 * v0.3–v0.10; docs/usage/peer.md and apiserverchecker.go@v1.2.0 for v1.x.
 */
export function requiredServices(
  generation: Generation,
  peering: PeeringIntent['peering'],
  networkingDisabled: boolean,
): readonly RequiredService[] {
  const inBand = peering === 'in-band';
  const entry = (service: ServiceId, cluster: Side, reason: string): RequiredService => ({
    service,
    cluster,
    from: cluster === 'local' ? 'remote' : 'local',
    applicability:
      reason === why.inBand || reason === why.consumer || reason === why.noTunnel
        ? 'not-applicable'
        : 'required',
    reason,
    ...(service === 'gateway' && { group: 'gateway' as const }),
  });
  const gatewayReason = networkingDisabled ? why.noTunnel : why.gateway;
  const gateways = [entry('gateway', 'remote', gatewayReason), entry('gateway', 'local', gatewayReason)];
  if (generation === 'g3') {
    const provider = inBand ? why.inBand : why.provider;
    return [entry('apiServer', 'remote', provider), entry('apiServer', 'local', why.consumer), ...gateways];
  }
  const authReason = inBand ? why.inBand : why.auth;
  const apiServerReason = inBand ? why.inBand : why.apiServer;
  return [
    entry('auth', 'remote', authReason),
    entry('auth', 'local', authReason),
    entry('apiServer', 'remote', apiServerReason),
    entry('apiServer', 'local', apiServerReason),
    ...gateways,
  ];
}
