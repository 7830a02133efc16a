import type { EndpointChoice } from '../model/agent-plan.js';
import { addressKind } from './address-kind.js';
import type { LiqoRelease } from './release.js';

/**
 * At which addresses of a host a gateway looks for its peer, where the host is a name; empty for an address, and for
 * releases in which chance decides.
 *
 * v0.3 and v0.4 ask for one family and then for the other, in the order of a Go map, which is another one each time;
 * v0.5 to v0.10 take the first IPv4 address where there is one; v1.x takes the first that Go's resolver gives, which
 * sorts by RFC 6724.
 *
 * Source: `getTunnelAddressFromTep` in pkg/liqonet/tunnel/wireguard/driver.go@v0.3.2,@v0.4.0;
 * pkg/liqonet/tunnel/resolver/resolver.go@v0.5.4,@v0.10.3; `forgeResolveCallback` in
 * pkg/gateway/tunnel/wireguard/dns.go@v1.0.0,@v1.2.0; Go net/addrselect.go.
 */
export function endpointChoiceFor(
  host: string,
  { generation }: LiqoRelease,
): { readonly endpointChoice?: EndpointChoice } {
  if (addressKind(host) !== 'name' || generation === 'g1') return {};
  return { endpointChoice: generation === 'g2' ? 'ipv4-first' : 'ranked' };
}
