import { dualStackRecipes } from './dual-stack-recipes.js';
import type { IngressRecipe, Recipe } from '../../../src/lab/random/recipe.js';
import { balanced, between, cloud, home, own, rack } from './plain-clusters.js';

/** A topology that once showed a mistake, as plain as it may be and still show it. */
export interface KeptRecipe {
  /** What is right now. */
  readonly title: string;
  readonly recipe: Recipe;
}

const unserved: IngressRecipe = {
  controller: 'node-ports',
  isDefaultClass: false,
  passesTlsThrough: false,
  class: 'absent',
  host: 'named',
  leadsTo: 'router',
  protocol: 'http',
  authTls: true,
};

/** An Ingress that its controller, on the nodes, serves for every host. */
const hostless = {
  controller: 'node-ports',
  isDefaultClass: false,
  passesTlsThrough: false,
  class: 'served',
  host: 'empty',
  leadsTo: 'router',
  protocol: 'https',
  authTls: true,
} as const;

/** One for every mistake of the product that random topologies have shown. */
export const keptRecipes: readonly KeptRecipe[] = [
  {
    title: 'the load balancer of an authentication server is waited for, whatever gateway was reached',
    recipe: between(
      { ...home, isInstalled: false, loadBalancer: 'pending' },
      { ...cloud, isInstalled: false },
    ),
  },
  {
    title: 'a gateway whose load balancer has a name for a private address is unmet over the Internet',
    recipe: between(
      { ...home, loadBalancer: 'hostname', gateway: balanced },
      { ...home, auth: own },
      {
        peering: 'in-band',
      },
    ),
  },
  {
    title: 'a gateway that is overridden with a private address is unmet over the Internet',
    recipe: between(cloud, { ...cloud, gateway: { ...balanced, override: 'node' } }),
  },
  {
    title: 'a firewall that drops what leaves the peer is opened by what is prescribed',
    recipe: between(
      { ...rack, firewall: [{ direction: 'out', protocol: 'tcp', port: 443, action: 'drop' }] },
      cloud,
    ),
  },
  {
    title: 'a firewall that refuses is opened by what is prescribed',
    recipe: between(rack, {
      ...rack,
      firewall: [{ direction: 'in', protocol: 'tcp', port: 6443, action: 'tcp-reset' }],
    }),
  },
  {
    title: 'a forward that is there, and is filtered, is let through',
    recipe: between(
      {
        ...home,
        apiServerAddress: 'router',
        auth: { ...own, override: 'router' },
        forwards: [
          { service: 'apiServer', port: 'same' },
          { service: 'auth', port: 'same' },
        ],
        firewall: [{ direction: 'in', protocol: 'tcp', action: 'drop' }],
      },
      cloud,
    ),
  },
  {
    title: 'an authentication server without a node port gets one before a port is forwarded to it',
    recipe: between(
      { ...home, apiServerAddress: 'router', auth: { type: 'ClusterIP', override: 'router' } },
      cloud,
    ),
  },
  {
    title: 'an authentication server without a node port that is advertised at a node gets one',
    recipe: between({ ...rack, auth: { type: 'ClusterIP', override: 'node' } }, cloud),
  },
  {
    title: 'a node port that is forwarded before the installation is pinned by it',
    recipe: between({ ...home, isInstalled: false }, { ...cloud, isInstalled: false }),
  },
  {
    title:
      'a stand-in at a public address that is filtered has its firewall opened, not its load balancer repaired',
    recipe: between(
      { ...rack, isInstalled: false },
      {
        ...cloud,
        isInstalled: false,
        firewall: [{ direction: 'in', protocol: 'tcp', port: 443, action: 'drop' }],
      },
    ),
  },
  {
    title: 'a node port of a gateway server that a firewall is opened for is pinned',
    recipe: between(
      { ...rack, firewall: [{ direction: 'in', protocol: 'udp', action: 'drop' }] },
      { ...rack, firewall: [{ direction: 'in', protocol: 'udp', action: 'drop' }] },
      { version: 'v1.2.0' },
    ),
  },
  {
    title: 'a gateway server that was asked for at private node addresses gets a load balancer',
    recipe: between(cloud, rack, {
      version: 'v1.2.0',
      gatewayFlags: { location: 'Consumer', type: 'NodePort' },
    }),
  },
  {
    title: 'replies to a gateway server that are dropped are let through, and nothing is forwarded anew',
    recipe: between(
      home,
      {
        ...home,
        place: 'carrier-nat',
        firewall: [{ direction: 'in', protocol: 'udp', action: 'drop', replies: true }],
      },
      { version: 'v1.2.0', gatewayFlags: { location: 'Consumer', type: 'NodePort' } },
    ),
  },
  {
    title: 'a load balancer that carries TCP alone is asked to carry UDP',
    recipe: between(
      { ...cloud, loadBalancer: 'tcp-only' },
      { ...cloud, loadBalancer: 'tcp-only' },
      { version: 'v1.2.0' },
    ),
  },
  {
    title: 'two gateways behind NAT that an early release cannot advertise do not refer to each other',
    recipe: between(home, home, { version: 'v0.5.4', peering: 'in-band' }),
  },
  {
    title: 'an override that hides the address of a load balancer is withdrawn',
    recipe: between(cloud, { ...cloud, auth: { ...balanced, override: 'node' } }),
  },
  {
    title: 'an override that hides the address of the load balancer of a gateway is withdrawn',
    recipe: between(
      { ...home, place: 'carrier-nat' },
      { ...cloud, gateway: { ...balanced, override: 'node' } },
      { peering: 'in-band' },
    ),
  },
  {
    title: 'a node port that a firewall is opened for before the installation is pinned by it',
    recipe: between(
      { ...home, place: 'carrier-nat' },
      { ...rack, isInstalled: false, firewall: [{ direction: 'in', protocol: 'udp', action: 'drop' }] },
      { version: 'v0.5.4', peering: 'in-band' },
    ),
  },
  {
    title: 'a load balancer whose name is in no DNS is advertised by its IP',
    recipe: between(rack, { ...cloud, loadBalancer: 'unnamed' }),
  },
  {
    title: 'a load balancer of a cloud that has private addresses alone is repaired',
    recipe: between(rack, { ...cloud, loadBalancer: 'private' }),
  },
  {
    title: 'Liqo on EKS gets the address that it does not start without, though AWS tells another one',
    recipe: between(rack, {
      ...cloud,
      place: 'eks',
      apiServerAddress: 'none',
      loadBalancer: 'hostname',
    }),
  },
  {
    title: 'a gateway server at a node port is not asked for by a name that AWS alone knows',
    recipe: between(
      rack,
      { ...cloud, place: 'eks', loadBalancer: 'hostname' },
      { version: 'v1.2.0', gatewayFlags: { location: 'Provider', type: 'NodePort' } },
    ),
  },
  {
    title: 'a private address is unmet over the Internet where stand-ins were tried the other way alone',
    recipe: between(home, {
      ...cloud,
      place: 'eks',
      loadBalancer: 'hostname',
      gateway: { ...balanced, override: 'node' },
    }),
  },
  {
    title: 'a private address is unmet over the Internet where services over TCP were tried at others alone',
    recipe: between(
      { ...cloud, place: 'gke', nodes: 'external-dns', gateway: { ...balanced, override: 'node' } },
      {
        ...cloud,
        place: 'gke',
        nodes: 'external-ip',
        auth: own,
        gateway: { type: 'ClusterIP', override: 'none' },
      },
    ),
  },
  {
    title: 'a stand-in for a gateway in the network of its node is dialled at the address of that network',
    recipe: between(
      { ...home, place: 'carrier-nat', isInstalled: false },
      { ...rack, nodes: 'internal-dns', isInstalled: false },
      { peering: 'in-band' },
    ),
  },
  {
    title: 'a gateway is not moved to node ports for public addresses that Liqo does not advertise for it',
    recipe: between(
      home,
      { ...cloud, place: 'eks', nodes: 'external-ip', loadBalancer: 'pending' },
      { version: 'v0.5.4', peering: 'in-band' },
    ),
  },
  {
    title:
      'an authentication server at the name of a node is advertised at its address, be that filtered as well',
    recipe: between(
      home,
      {
        ...home,
        nodes: 'internal-dns',
        firewall: [{ direction: 'in', protocol: 'tcp', action: 'drop' }],
      },
      { neighbourhood: 'same-lan' },
    ),
  },
  {
    title: 'each cluster advertises as its own release does, and is changed in the words of it',
    recipe: between(
      { ...home, auth: { ...own, override: 'router' }, apiServerAddress: 'router' },
      { ...home, auth: { ...own, override: 'router' } },
      { version: 'v0.5.4', remoteVersion: 'v0.10.3' },
    ),
  },
  {
    title: 'clusters of different generations are not ready, whatever is reached',
    recipe: between(rack, cloud, { remoteVersion: 'v1.2.0' }),
  },
  {
    title: 'networks of Docker that are numbered alike are not taken for one LAN',
    recipe: between({ ...home, distribution: 'kind' }, { ...home, distribution: 'kind' }),
  },
  {
    title: 'a stand-in for the authentication server is dialled at the first node, wherever its pod is',
    recipe: between(
      { ...cloud, place: 'eks', loadBalancer: 'hostname' },
      {
        ...cloud,
        place: 'eks',
        nodes: 'not-ready',
        isInstalled: false,
        loadBalancer: 'pending',
      },
      { version: 'v0.4.0', neighbourhood: 'routed' },
    ),
  },
  {
    title: 'a name that is in no DNS is not looked for in firewalls before an installation',
    recipe: between(cloud, { ...cloud, place: 'gke', isInstalled: false, loadBalancer: 'unnamed' }),
  },
  {
    title: 'a node port that only kubectl can pin is told beside an installation that another step prints',
    recipe: between(
      {
        ...home,
        firewall: [
          { direction: 'out', protocol: 'tcp', action: 'drop' },
          { direction: 'out', protocol: 'udp', action: 'drop' },
        ],
      },
      { ...rack, distribution: 'k3s', isInstalled: false },
      { version: 'v0.3.2' },
    ),
  },
  {
    title: 'where helm alone installs an early release, the API server is advertised at a node',
    recipe: between(
      home,
      { ...home, nodes: 'internal-dns', isInstalled: false },
      { version: 'v0.4.0', neighbourhood: 'same-lan' },
    ),
  },
  {
    title:
      'a live gateway at a private address may be the one thing that firewalls on a route there let pass',
    recipe: between(
      {
        ...cloud,
        place: 'eks',
        firewall: [{ direction: 'in', protocol: 'udp', action: 'drop' }],
      },
      {
        ...home,
        firewall: [
          { direction: 'in', protocol: 'udp', port: 30_742, action: 'accept' },
          { direction: 'in', protocol: 'tcp', action: 'drop' },
          { direction: 'in', protocol: 'udp', action: 'drop' },
        ],
      },
      { neighbourhood: 'routed' },
    ),
  },
  {
    title:
      'a live gateway at a private address is out of reach of a peer where its packets arrive translated',
    recipe: between(rack, { ...home, gateway: own }, { version: 'v0.3.2' }),
  },
  {
    title: 'an Ingress without host that is served lacks an address, and no port',
    recipe: between(rack, { ...rack, ingress: hostless }, { version: 'v0.8.0' }),
  },
  {
    title: 'an address that is advertised already is not set beside another port',
    recipe: between(
      cloud,
      { ...home, ingress: { ...hostless, protocol: 'http' } },
      { version: 'v0.5.4', neighbourhood: 'routed' },
    ),
  },
  {
    title:
      'a gateway whose load balancer is kept from being advertised keeps it, whichever gateway is preferred',
    recipe: between(
      { ...rack, auth: balanced, gateway: balanced, apiServerAddress: 'node' },
      { ...cloud, nodes: 'external-ip', gateway: { type: 'LoadBalancer', override: 'empty' } },
      { neighbourhood: 'routed', capture: true },
    ),
  },
  {
    title: 'Liqo is installed once, however many requirements set values of it',
    recipe: between({ ...home, isInstalled: false }, cloud, { version: 'v0.3.2' }),
  },
  {
    title:
      'a firewall is opened for every load balancer of a cluster, since that of a stand-in goes away with it',
    recipe: between(
      { ...cloud, isInstalled: false },
      { ...cloud, place: 'eks', firewall: [{ direction: 'out', protocol: 'tcp', action: 'drop' }] },
      { version: 'v0.3.2' },
    ),
  },
  {
    title: 'the same where the load balancer has a name, and the firewall is on the way in',
    recipe: between(
      {
        ...rack,
        isInstalled: false,
        loadBalancer: 'hostname',
        firewall: [{ direction: 'in', protocol: 'tcp', action: 'drop' }],
      },
      { ...cloud, isInstalled: false },
      { version: 'v0.6.0' },
    ),
  },
  {
    title: 'a firewall that is opened for one of several nodes is met by a client that dials that one',
    recipe: between(
      {
        ...cloud,
        firewall: [
          { direction: 'out', protocol: 'udp', port: 51840, action: 'accept' },
          { direction: 'out', protocol: 'udp', action: 'drop' },
        ],
      },
      { ...cloud, place: 'eks', nodes: 'external-ip' },
      { version: 'v1.0.0', gatewayFlags: { type: 'NodePort' } },
    ),
  },
  {
    title:
      'a node that takes no pods is none on which a gateway server may be, so that its client needs no address',
    recipe: between(
      { ...rack, firewall: [{ direction: 'in', protocol: 'udp', action: 'drop' }] },
      { ...cloud, place: 'gke' },
      { version: 'v1.1.0', gatewayFlags: { location: 'Consumer', type: 'NodePort' } },
    ),
  },
  {
    title:
      'a load balancer beside a live gateway that is advertised elsewhere spares no wait for the other one',
    recipe: between(
      { ...cloud, place: 'gke', gateway: { ...balanced, override: 'node' } },
      { ...cloud, place: 'eks', isInstalled: false, loadBalancer: 'pending' },
      { version: 'v0.8.0' },
    ),
  },
  {
    title: "load balancers at a single node have no port left for a gateway that is in that node's network",
    recipe: between(
      home,
      {
        ...home,
        nodes: 'single',
        isInstalled: false,
        loadBalancer: 'nodes-taken',
        firewall: [
          { direction: 'in', protocol: 'udp', port: 5871, action: 'accept' },
          { direction: 'in', protocol: 'udp', action: 'drop' },
        ],
      },
      { version: 'v0.4.0', neighbourhood: 'same-lan' },
    ),
  },
  {
    title: "an override of the port that is the Service's own need not be withdrawn",
    recipe: between(
      {
        ...cloud,
        place: 'eks',
        nodes: 'external-dns',
        loadBalancer: 'pending',
        auth: { ...balanced, override: 'node' },
      },
      rack,
      { capture: false },
    ),
  },
  {
    title: 'a node port that was reached at one node is not proven for nodes that have names instead',
    recipe: between(
      {
        ...cloud,
        place: 'eks',
        nodes: 'three',
        firewall: [
          { direction: 'in', protocol: 'udp', port: 51840, action: 'drop' },
          { direction: 'out', protocol: 'udp', action: 'reject-port-unreachable' },
        ],
      },
      { ...cloud, place: 'gke' },
      { version: 'v1.0.0', neighbourhood: 'routed' },
    ),
  },
  {
    title: 'datagrams that arrive at a private address show a route, though their replies are lost',
    recipe: between(
      {
        ...rack,
        place: 'carrier-nat',
        firewall: [
          { direction: 'in', protocol: 'tcp', action: 'tcp-reset' },
          { direction: 'out', protocol: 'udp', action: 'drop', replies: true },
        ],
      },
      rack,
      { neighbourhood: 'routed', capture: false },
    ),
  },
  {
    title: 'Liqo is installed with the gateway that was reached in its place',
    recipe: between(
      { ...rack, isInstalled: false },
      { ...home, firewall: [{ direction: 'out', protocol: 'tcp', action: 'drop' }] },
      { version: 'v0.5.4' },
    ),
  },
  {
    title: 'Liqo is installed with the Service types that its installer sets, where those were reached',
    recipe: between(
      { ...home, distribution: 'k3s', loadBalancer: 'nodes-taken', isInstalled: false },
      { ...home, isInstalled: false, firewall: [{ direction: 'in', protocol: 'tcp', action: 'drop' }] },
      { neighbourhood: 'same-lan' },
    ),
  },
  {
    title: 'no load balancer is asked of an installer that makes node ports, where both are refused',
    recipe: between(
      { ...home, firewall: [{ direction: 'out', protocol: 'tcp', action: 'reject-port-unreachable' }] },
      { ...home, distribution: 'k3s', loadBalancer: 'nodes', isInstalled: false },
      { version: 'v0.8.0', neighbourhood: 'routed' },
    ),
  },
  {
    title:
      'a gateway is installed at a type that was reached, where nothing shows that the live one is reached',
    recipe: between(
      { ...home, loadBalancer: 'nodes-taken', gateway: balanced },
      { ...home, isInstalled: false, firewall: [{ direction: 'in', protocol: 'tcp', action: 'drop' }] },
      { neighbourhood: 'same-lan' },
    ),
  },
  {
    title: 'a gateway that the lines of a ready report install is not installed at the other cluster too',
    recipe: between(
      { ...home, isInstalled: false },
      { ...home, isInstalled: false, firewall: [{ direction: 'in', protocol: 'tcp', action: 'tcp-reset' }] },
      { version: 'v0.5.4', neighbourhood: 'same-lan' },
    ),
  },
  {
    title: 'one repair of a load balancer serves what is to be installed',
    recipe: between(
      home,
      {
        ...cloud,
        place: 'gke',
        nodes: 'external-dns',
        isInstalled: false,
        loadBalancer: 'private',
        firewall: [
          { direction: 'in', protocol: 'tcp', port: 443, action: 'accept' },
          { direction: 'in', protocol: 'tcp', action: 'drop' },
        ],
      },
      { version: 'v0.3.2' },
    ),
  },
  {
    title: 'the address and the port of a node that Liqo was told stay where its gateway gets a node port',
    recipe: between(
      { ...home, firewall: [{ direction: 'in', protocol: 'udp', action: 'drop' }] },
      { ...rack, gateway: { type: 'LoadBalancer', override: 'node' } },
    ),
  },
  {
    title: 'an advertised port that is the node port is not withdrawn with the address',
    recipe: between(
      rack,
      {
        ...cloud,
        nodes: 'external-ip',
        auth: { type: 'LoadBalancer', override: 'node' },
        firewall: [{ direction: 'in', protocol: 'tcp', port: 443, action: 'reject-port-unreachable' }],
      },
      { version: 'v0.5.4' },
    ),
  },
  {
    title:
      'datagrams that arrive at a private address while replies are lost tell of a route between the networks',
    recipe: between(
      { ...home, place: 'carrier-nat', auth: balanced },
      {
        ...rack,
        firewall: [
          { direction: 'out', protocol: 'tcp', port: 6443, action: 'drop' },
          { direction: 'in', protocol: 'udp', action: 'drop', replies: true },
        ],
      },
      { version: 'v0.4.0', neighbourhood: 'routed' },
    ),
  },
  ...(['v1.2.0', 'v0.10.3'] as const).map((version) => ({
    title: `packets that come from a private address tell of a route between the networks, with ${version}`,
    recipe: between(
      {
        ...rack,
        firewall: [
          { direction: 'out', protocol: 'udp', action: 'drop' },
          { direction: 'out', protocol: 'tcp', action: 'tcp-reset' },
        ],
      },
      { ...home, place: 'carrier-nat' },
      { version, neighbourhood: 'routed' },
    ),
  })),
  {
    title: 'a node port that is forwarded at its own number needs no port to be advertised',
    recipe: between(home, rack),
  },
  {
    title: 'a router that forwards at the number of the node port needs no port for the client',
    recipe: between(home, home, { version: 'v1.2.0' }),
  },
  {
    title: 'an override of the address alone is withdrawn without one of the port',
    recipe: between({ ...rack, auth: { type: 'LoadBalancer', override: 'empty' } }, cloud, {
      version: 'v0.8.0',
    }),
  },
  {
    title: 'the address of a node that is advertised for a Service without a node port stays',
    recipe: between(rack, { ...rack, auth: { type: 'ClusterIP', override: 'node' } }, { version: 'v0.3.2' }),
  },
  {
    title: 'a Service with a load balancer keeps its type where its node port is forwarded',
    recipe: between({ ...home, auth: { ...balanced, override: 'node' } }, home),
  },
  {
    title: 'the same before Liqo had annotations for it',
    recipe: between(cloud, { ...home, auth: { ...balanced, override: 'node' } }, { version: 'v0.4.0' }),
  },
  {
    title: 'a public address that Liqo was told already is not asked for again',
    recipe: between(
      { ...rack, gateway: balanced, firewall: [{ direction: 'in', protocol: 'udp', action: 'drop' }] },
      { ...home, gateway: { type: 'LoadBalancer', override: 'router-other-port' } },
    ),
  },
  {
    title:
      'packets from the public address of a node in a private network tell that no route joins the networks',
    recipe: between(
      { ...rack, auth: { ...own, override: 'empty' }, gateway: balanced },
      { ...cloud, nodes: 'external-dns', gateway: own },
      { version: 'v0.6.0' },
    ),
  },
  {
    title: 'a gateway at a node port that is reached keeps its type where its override is empty',
    recipe: between(home, { ...rack, loadBalancer: 'address', gateway: { ...own, override: 'empty' } }),
  },
  {
    title: 'the same in a cloud whose private network is routed to',
    recipe: between(
      {
        ...cloud,
        gateway: { ...own, override: 'empty' },
        firewall: [{ direction: 'out', protocol: 'udp', port: 30_742, action: 'drop' }],
      },
      home,
      { version: 'v0.9.0', neighbourhood: 'routed', capture: true },
    ),
  },
  {
    title: 'a way to a gateway ends at one that is met by its sibling, where firewalls drop its own replies',
    recipe: between(
      { ...home, place: 'carrier-nat' },
      {
        ...rack,
        gateway: balanced,
        firewall: [{ direction: 'out', protocol: 'udp', port: 30_742, action: 'drop', replies: true }],
      },
    ),
  },
  {
    title: 'translated packets tell that no route joins the networks where no private address was tried',
    recipe: between(
      { ...rack, gateway: balanced },
      {
        ...cloud,
        place: 'eks',
        gateway: { ...balanced, override: 'node' },
        firewall: [{ direction: 'in', protocol: 'tcp', action: 'reject-port-unreachable' }],
      },
      { version: 'v0.8.0' },
    ),
  },
  {
    title:
      'a stand-in at a load balancer is told to be installed so, which the ready report would tell as well',
    recipe: between(
      { ...home, isInstalled: false, firewall: [{ direction: 'out', protocol: 'tcp', action: 'drop' }] },
      { ...home, distribution: 'k3s', nodes: 'internal-dns', isInstalled: false, loadBalancer: 'nodes' },
      { version: 'v0.5.4', neighbourhood: 'same-lan' },
    ),
  },
  {
    title: 'of two routers in a row both are told to forward, where the inner one does alone',
    recipe: between(
      {
        ...home,
        outerRouter: 'forwards-nothing',
        apiServerAddress: 'router',
        auth: { ...own, override: 'router' },
        forwards: [
          { service: 'apiServer', port: 'same' },
          { service: 'auth', port: 'same' },
        ],
      },
      cloud,
    ),
  },
  {
    title:
      'of two gateways that were reached none is told to be installed so where a later line installs the other',
    recipe: between(
      {
        ...home,
        isInstalled: false,
        firewall: [{ direction: 'in', protocol: 'tcp', port: 6443, action: 'drop' }],
      },
      {
        ...home,
        distribution: 'k3s',
        isInstalled: false,
        loadBalancer: 'nodes-taken',
        firewall: [
          { direction: 'in', protocol: 'udp', port: 5871, action: 'accept' },
          { direction: 'in', protocol: 'tcp', action: 'drop' },
          { direction: 'in', protocol: 'udp', action: 'drop' },
        ],
      },
      { version: 'v0.7.0', neighbourhood: 'same-lan' },
    ),
  },
  {
    title:
      'datagrams that arrive from a private address tell of a route between the networks, though replies are lost',
    recipe: between(
      {
        ...home,
        place: 'carrier-nat',
        firewall: [{ direction: 'in', protocol: 'udp', action: 'drop', replies: true }],
      },
      { ...rack, firewall: [{ direction: 'out', protocol: 'tcp', action: 'reject-port-unreachable' }] },
      { version: 'v0.3.2', neighbourhood: 'routed' },
    ),
  },
  {
    title:
      'the IP of a load balancer is no way out where its name leads to it and a firewall stands before both',
    recipe: between(
      {
        ...cloud,
        loadBalancer: 'both',
        ingress: { ...hostless, controller: 'load-balancer', authTls: false },
      },
      { ...cloud, place: 'eks', firewall: [{ direction: 'out', protocol: 'tcp', action: 'tcp-reset' }] },
      { version: 'v0.4.0' },
    ),
  },
  {
    title: 'what answers at a private address, and is no authentication server, shows no route to it',
    recipe: between(
      { ...rack, firewall: [{ direction: 'in', protocol: 'udp', action: 'drop' }] },
      { ...cloud, place: 'eks', ingress: { ...hostless, host: 'named', authTls: false } },
      { version: 'v0.8.0', neighbourhood: 'routed' },
    ),
  },
  ...(['v0.4.0', 'v0.6.0'] as const).map((version) => ({
    title: `the port alone is told where the name of an Ingress that nobody serves leads to a node, with ${version}`,
    recipe: between(home, { ...rack, nodes: 'three', ingress: unserved }, { version }),
  })),
  ...dualStackRecipes,
];
