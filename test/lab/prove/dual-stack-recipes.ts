import type { DualStackRecipe } from '../../../src/lab/random/dual-stack.js';
import type { ClusterRecipe, Recipe } from '../../../src/lab/random/recipe.js';
import { between, cloud, home, own, rack } from './plain-clusters.js';

/** IPv6 of which everything is as plain as it may be. */
export const ipv6: DualStackRecipe = {
  scope: 'global',
  type: 'InternalIP',
  published: 'last',
  isInPods: true,
  hasDualServices: false,
  balancers: 'none',
  apiName: 'none',
  apiServerAddress: 'unset',
  isInCertificate: true,
  told: 'nothing',
};

/** With IPv6 beside IPv4, as plain as the rest unless it says otherwise. */
function withIpv6(cluster: ClusterRecipe, change: Partial<DualStackRecipe> = {}): ClusterRecipe {
  return { ...cluster, dualStack: { ...ipv6, ...change } };
}

/** One for every mistake about IPv6 that random topologies have shown. */
export const dualStackRecipes: readonly { readonly title: string; readonly recipe: Recipe }[] = [
  {
    title: 'Of a name with both families a gateway of v0.10 dials the IPv4 address, at which a firewall is',
    recipe: between(
      withIpv6(home),
      withIpv6(
        {
          ...cloud,
          isInstalled: false,
          loadBalancer: 'hostname',
          firewall: [{ direction: 'in', protocol: 'udp', family: 'IPv4', action: 'drop' }],
        },
        { balancers: 'last' },
      ),
    ),
  },
  {
    title: 'Of a name with both families a gateway of v1.x dials the IPv6 address, at which a firewall is',
    recipe: between(
      withIpv6(home),
      withIpv6(
        {
          ...cloud,
          loadBalancer: 'hostname',
          firewall: [{ direction: 'in', protocol: 'udp', family: 'IPv6', action: 'drop' }],
        },
        { balancers: 'last' },
      ),
      { version: 'v1.2.0' },
    ),
  },
  {
    title: 'A stand-in at an IPv6 load balancer proves no authentication server, whose URL the peer refuses',
    recipe: between(withIpv6(cloud), withIpv6({ ...cloud, isInstalled: false }, { balancers: 'alone' })),
  },
  {
    title: 'An IPv6 address without brackets and without a port is no URL, whatever its last part is',
    recipe: between(withIpv6(rack, { scope: 'unique-local' }), withIpv6(home, { apiServerAddress: 'bare' }), {
      version: 'v1.2.0',
    }),
  },
  {
    title: 'A gateway at a node port that serves IPv4 alone is unmet at an IPv6 address, not unknown',
    recipe: between(
      withIpv6(
        { ...home, firewall: [{ direction: 'in', protocol: 'udp', family: 'IPv6', action: 'drop' }] },
        { told: 'gateway' },
      ),
      withIpv6(home, { published: 'first' }),
      { neighbourhood: 'same-lan' },
    ),
  },
  {
    title:
      'Pods without IPv6 do not tell whether a gateway in the network of its node reaches an IPv6 address',
    recipe: between(
      withIpv6({ ...home, place: 'carrier-nat' }, { published: 'first', hasDualServices: true }),
      withIpv6(home, { isInPods: false }),
      { version: 'v0.6.0' },
    ),
  },
  {
    title:
      'Whoever lacks IPv6 is given it, and no firewall is opened, where an API server has an AAAA record alone',
    recipe: between(cloud, withIpv6(cloud, { apiName: 'alone' }), { version: 'v0.4.0' }),
  },
  {
    title:
      'A cluster whose IPv4 addresses are private is behind NAT for Liqo, whatever IPv6 addresses it has',
    recipe: between(home, withIpv6(home, { published: 'first' })),
  },
  {
    title: 'An authentication server that answers by IPv6 is advertised at an IPv4 address',
    recipe: between(withIpv6(home), withIpv6(home, { published: 'first', hasDualServices: true }), {
      version: 'v0.4.0',
      neighbourhood: 'same-lan',
    }),
  },
  {
    title: "An IPv6 address that Liqo was told is not the router's",
    recipe: between(withIpv6(home, { told: 'auth' }), home),
  },
  {
    title: 'A load balancer with an IPv6 address alone is given an IPv4 one for the authentication server',
    recipe: between(home, withIpv6(cloud, { balancers: 'alone' })),
  },
  {
    title: 'Firewalls on a route between private networks may drop IPv6 as well, and pass one gateway alone',
    recipe: between(
      withIpv6({ ...cloud, place: 'gke', gateway: { ...own, override: 'node' } }),
      withIpv6({ ...home, place: 'carrier-nat' }, { scope: 'unique-local' }),
    ),
  },
  {
    title: "A gateway's node may have IPv6 that nothing shows whatever replies its peer's firewalls drop",
    recipe: between(
      withIpv6(
        {
          ...cloud,
          place: 'gke',
          firewall: [{ direction: 'out', protocol: 'udp', port: 5871, action: 'drop', replies: true }],
        },
        { balancers: 'alone' },
      ),
      { ...cloud, place: 'eks', loadBalancer: 'pending' },
      { peering: 'in-band' },
    ),
  },
];
