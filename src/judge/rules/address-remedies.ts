import { isAtLeast, type LiqoRelease } from '../../liqo/release.js';
import type { QuirkKind } from '../../model/advertised.js';
import type { ServiceId } from '../../model/peering.js';

/** Rules of Liqo that an address of one's own choice cures. */
const curedByAddress: ReadonlySet<QuirkKind> = new Set<QuirkKind>([
  'unresolvable-node-name',
  'node-not-ready',
  'arbitrary-node',
  'load-balancer-choice',
  'gateway-node-address',
  'missing-brackets',
]);

/**
 * What to do about a rule of Liqo that bites, in the words of a release; `undefined` where the catalogue's general
 * remedy says it.
 *
 * Source: values.yaml and templates at v0.3.2, v0.6.0, v0.10.3, v1.2.0; cmd/liqoctl/cmd/peer.go@v1.2.0.
 */
export function addressRemedy(kind: QuirkKind, service: ServiceId, release: LiqoRelease): string | undefined {
  if (curedByAddress.has(kind)) return chooseAddress(service, release);
  if (kind !== 'useless-override' || service !== 'auth') return undefined;
  return 'Override the address of the authentication server as well as its port, or set auth.service.type=NodePort.';
}

function chooseAddress(service: ServiceId, release: LiqoRelease): string {
  const hasOverrides = isAtLeast(release, 'v0.6.0');
  switch (service) {
    case 'apiServer':
      return 'Set apiServer.address to the URL that the other cluster is to use; the certificate must name its host.';
    case 'auth':
      return hasOverrides
        ? 'Set auth.config.addressOverride, and auth.config.portOverride where the port differs, to what the other cluster is to use.'
        : 'Set controllerManager.pod.extraArgs to --auth-service-address-override with the address that the other cluster is to use, and auth.portOverride where the port differs.';
    case 'gateway':
      if (release.generation === 'g3') {
        return 'Give liqoctl peer the address that the other cluster is to dial: --gw-client-address, and --gw-client-port where the port differs.';
      }
      return hasOverrides
        ? 'Set gateway.config.addressOverride, and gateway.config.portOverride where the port differs, to what the other cluster is to use.'
        : 'This release has no override for its gateway: rely on the gateway of the other cluster, use a LoadBalancer, or upgrade to Liqo v0.6 or later.';
  }
}
