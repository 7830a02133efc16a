import type { DualStackRecipe } from '../../../src/lab/random/dual-stack.js';
import type { ClusterRecipe, Recipe } from '../../../src/lab/random/recipe.js';

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

const common = {
  isInstalled: true,
  isRouterInCertificate: true,
  forwards: [],
  natPorts: 'kept',
  unforwarded: 'drop',
  firewall: [],
} as const;
const own = { type: 'NodePort', override: 'none' } as const;
const balanced = { type: 'LoadBalancer', override: 'none' } as const;

function cloud(dualStack?: Partial<DualStackRecipe>, change: Partial<ClusterRecipe> = {}): ClusterRecipe {
  return {
    ...common,
    place: 'aks',
    apiServerAddress: 'provided',
    loadBalancer: 'address',
    auth: balanced,
    gateway: balanced,
    ...(dualStack && { dualStack: { ...ipv6, ...dualStack } }),
    ...change,
  };
}

function onPremises(
  place: 'nat' | 'public',
  dualStack?: Partial<DualStackRecipe>,
  change: Partial<ClusterRecipe> = {},
): ClusterRecipe {
  return {
    ...common,
    place,
    apiServerAddress: 'none',
    loadBalancer: 'none',
    auth: own,
    gateway: own,
    ...(dualStack && { dualStack: { ...ipv6, ...dualStack } }),
    ...change,
  };
}

function between(local: ClusterRecipe, remote: ClusterRecipe, overrides: Partial<Recipe> = {}): Recipe {
  return {
    version: 'v0.10.3',
    peering: 'out-of-band',
    gatewayFlags: {},
    neighbourhood: 'apart',
    clusters: { local, remote },
    ...overrides,
  };
}

/** One for every mistake about IPv6 that random topologies have shown. */
export const dualStackRecipes: readonly { readonly title: string; readonly recipe: Recipe }[] = [
  {
    title: 'Of a name with both families a gateway of v0.10 dials the IPv4 address, at which a firewall is',
    recipe: between(
      onPremises('nat', {}),
      cloud(
        { balancers: 'last' },
        {
          isInstalled: false,
          loadBalancer: 'hostname',
          firewall: [{ direction: 'in', protocol: 'udp', family: 'IPv4', action: 'drop' }],
        },
      ),
    ),
  },
  {
    title: 'Of a name with both families a gateway of v1.x dials the IPv6 address, at which a firewall is',
    recipe: between(
      onPremises('nat', {}),
      cloud(
        { balancers: 'last' },
        {
          loadBalancer: 'hostname',
          firewall: [{ direction: 'in', protocol: 'udp', family: 'IPv6', action: 'drop' }],
        },
      ),
      { version: 'v1.2.0' },
    ),
  },
  {
    title: 'A stand-in at an IPv6 load balancer proves no authentication server, whose URL the peer refuses',
    recipe: between(cloud({}), cloud({ balancers: 'alone' }, { isInstalled: false })),
  },
  {
    title: 'An IPv6 address without brackets and without a port is no URL, whatever its last part is',
    recipe: between(
      onPremises('public', { scope: 'unique-local' }),
      onPremises('nat', { apiServerAddress: 'bare' }),
      { version: 'v1.2.0' },
    ),
  },
  {
    title: 'A gateway at a node port that serves IPv4 alone is unmet at an IPv6 address, not unknown',
    recipe: between(
      onPremises(
        'nat',
        { told: 'gateway' },
        {
          firewall: [{ direction: 'in', protocol: 'udp', family: 'IPv6', action: 'drop' }],
        },
      ),
      onPremises('nat', { published: 'first' }),
      { neighbourhood: 'same-lan' },
    ),
  },
  {
    title:
      'Pods without IPv6 do not tell whether a gateway in the network of its node reaches an IPv6 address',
    recipe: between(
      onPremises('nat', { published: 'first', hasDualServices: true }, { place: 'carrier-nat' }),
      onPremises('nat', { isInPods: false }),
      { version: 'v0.6.0' },
    ),
  },
  {
    title:
      'Whoever lacks IPv6 is given it, and no firewall is opened, where an API server has an AAAA record alone',
    recipe: between(cloud(), cloud({ apiName: 'alone' }), { version: 'v0.4.0' }),
  },
  {
    title:
      'A cluster whose IPv4 addresses are private is behind NAT for Liqo, whatever IPv6 addresses it has',
    recipe: between(onPremises('nat'), onPremises('nat', { published: 'first' })),
  },
  {
    title: 'An authentication server that answers by IPv6 is advertised at an IPv4 address',
    recipe: between(onPremises('nat', {}), onPremises('nat', { published: 'first', hasDualServices: true }), {
      version: 'v0.4.0',
      neighbourhood: 'same-lan',
    }),
  },
  {
    title: "An IPv6 address that Liqo was told is not the router's",
    recipe: between(onPremises('nat', { told: 'auth' }), onPremises('nat')),
  },
  {
    title: 'A load balancer with an IPv6 address alone is given an IPv4 one for the authentication server',
    recipe: between(onPremises('nat'), cloud({ balancers: 'alone' })),
  },
  {
    title: 'Firewalls on a route between private networks may drop IPv6 as well, and pass one gateway alone',
    recipe: between(
      cloud({}, { place: 'gke', gateway: { ...own, override: 'node' } }),
      onPremises('nat', { scope: 'unique-local' }, { place: 'carrier-nat' }),
    ),
  },
  {
    title: "A gateway's node may have IPv6 that nothing shows whatever replies its peer's firewalls drop",
    recipe: between(
      cloud(
        { balancers: 'alone' },
        {
          place: 'gke',
          firewall: [{ direction: 'out', protocol: 'udp', port: 5871, action: 'drop', replies: true }],
        },
      ),
      cloud(undefined, { place: 'eks', loadBalancer: 'pending' }),
      { peering: 'in-band' },
    ),
  },
];
