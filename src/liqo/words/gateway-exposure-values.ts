import type { ExposureChange, ExposureWords } from './exposure-change.js';
import { nothingToChange, publicAddressPlaceholder } from './exposure-change.js';
import { typedService, withdrawnValues } from './service-exposure-values.js';
import { pinLoadBalancerIp, pinNodePort } from './service-patch.js';
import { named, valueNames } from './value-names.js';

/** How to expose the gateway of Liqo v0.3–v0.10. */
export function gatewayExposureValues(change: ExposureChange): ExposureWords {
  const { exposure } = change;
  const withdrawn = withdrawnValues(change);
  if (exposure === 'LoadBalancer') {
    const { values, kubectl } = typedService(change, 'LoadBalancer', pinLoadBalancerIp(change));
    return { values: { ...withdrawn, ...values }, kubectl, notes: [] };
  }
  if (exposure === 'Ingress')
    return { ...nothingToChange, notes: ['A gateway is UDP, which no Ingress carries.'] };
  if (exposure === 'Provided') return nothingToChange;
  const { values, kubectl } = typedService(change, 'NodePort', pinNodePort(change));
  if (exposure === 'PortForwarding') return forwardedGateway(change, { values, kubectl });
  return { values: { ...withdrawn, ...values }, kubectl, notes: [] };
}

function forwardedGateway(
  { release, address = publicAddressPlaceholder, port }: ExposureChange,
  { values, kubectl }: Pick<ExposureWords, 'values' | 'kubectl'>,
): ExposureWords {
  const { gatewayAddressOverride, gatewayPortOverride } = valueNames(release);
  if (gatewayAddressOverride === null) {
    const notes = [
      `Liqo ${release.version} cannot advertise another address for its gateway, so the peer never dials the ` +
        "forwarded port: the tunnel has to begin from this side, towards the peer's gateway.",
    ];
    return { values, kubectl, notes };
  }
  const override = {
    [gatewayAddressOverride]: address,
    ...(port !== undefined && named(gatewayPortOverride, String(port))),
  };
  return { values: { ...values, ...override }, kubectl, notes: [] };
}
