import type { ClusterRecipe, IngressRecipe, Recipe } from '../../../src/lab/random/recipe.js';
import type { Verdict } from '../../../src/model/report.js';
import { between, cloud, home, rack } from './plain-clusters.js';

/** An Ingress of one kind, with what comes of it. */
export interface KindOfIngress {
  readonly title: string;
  readonly recipe: Recipe;
  readonly verdict: Verdict;
  /** The settings that are prescribed, by their names; none where it is ready. */
  readonly values?: readonly string[];
}

const ended: IngressRecipe = {
  controller: 'node-ports',
  isDefaultClass: false,
  passesTlsThrough: true,
  class: 'served',
  host: 'named',
  leadsTo: 'router',
  protocol: 'http',
  authTls: false,
};

/** The host and the port that an Ingress has advertised go with it, and need no values. */
const withoutIngress = ['auth.ingress.enable=false', 'auth.service.type=NodePort', 'auth.tls=true'];

function behind(place: ClusterRecipe, change: Partial<IngressRecipe> = {}): ClusterRecipe {
  const auth = { type: 'ClusterIP', override: 'none' } as const;
  return { ...place, auth, ingress: { ...ended, ...change } };
}

function rackBehind(change: Partial<IngressRecipe>, overrides: Partial<Recipe> = {}): Recipe {
  return between(behind(rack, change), cloud, overrides);
}

/** Each way in which an Ingress can stand in front of an authentication server, and each way in which it cannot. */
export const kindsOfIngress: readonly KindOfIngress[] = [
  { title: 'TLS ended, plain HTTP to a plain backend', recipe: rackBehind({}), verdict: 'ready' },
  {
    title: 'TLS ended, TLS to a TLS backend',
    recipe: rackBehind({ protocol: 'https', authTls: true }),
    verdict: 'ready',
  },
  {
    title: 'TLS passed through to a TLS backend',
    recipe: rackBehind({ protocol: 'passthrough', authTls: true }),
    verdict: 'ready',
  },
  {
    title: 'an Ingress without a class where there is a default one',
    recipe: rackBehind({ class: 'absent', isDefaultClass: true }),
    verdict: 'ready',
  },
  {
    title: 'a controller behind a load balancer',
    recipe: between(rack, behind(cloud, { controller: 'load-balancer' })),
    verdict: 'ready',
  },
  {
    title: 'plain HTTP to a TLS backend',
    recipe: rackBehind({ authTls: true }),
    verdict: 'not-ready',
    values: ['auth.tls=false'],
  },
  {
    title: 'passthrough asked of a controller that does none, in front of a TLS backend',
    recipe: rackBehind({ protocol: 'passthrough', passesTlsThrough: false, authTls: true }),
    verdict: 'not-ready',
    values: ['auth.tls=false'],
  },
  {
    title: 'TLS to a plain backend',
    recipe: rackBehind({ protocol: 'https' }),
    verdict: 'not-ready',
    values: ['auth.tls=true'],
  },
  {
    title: 'TLS passed through to a plain backend',
    recipe: rackBehind({ protocol: 'passthrough' }),
    verdict: 'not-ready',
    values: ['auth.tls=true'],
  },
  {
    title: 'a class that nobody serves',
    recipe: rackBehind({ class: 'unserved' }),
    verdict: 'not-ready',
    values: withoutIngress,
  },
  {
    title: 'no controller at all',
    recipe: rackBehind({ controller: 'none', leadsTo: 'nowhere' }),
    verdict: 'not-ready',
    values: withoutIngress,
  },
  {
    title: 'a host that does not resolve',
    recipe: rackBehind({ leadsTo: 'nowhere' }),
    verdict: 'not-ready',
    values: withoutIngress,
  },
  {
    title: 'an empty host, which v0.6 and later advertise as it is',
    recipe: rackBehind({ host: 'empty' }, { version: 'v0.8.0' }),
    verdict: 'not-ready',
    values: ['auth.config.addressOverride=203.0.113.10'],
  },
  {
    title: 'an empty host before v0.6, which advertises a node that the controller is on',
    recipe: rackBehind({ host: 'empty' }, { version: 'v0.5.4' }),
    verdict: 'ready',
  },
  {
    title: 'an empty host before v0.6, which advertises a load balancer at a port that it does not have',
    recipe: between(
      rack,
      {
        ...behind(cloud, { controller: 'load-balancer', host: 'empty' }),
        auth: { type: 'LoadBalancer', override: 'none' },
      },
      { version: 'v0.5.4' },
    ),
    verdict: 'not-ready',
    values: ['auth.tls=true'],
  },
  {
    title: 'the same where the networks route to each other',
    recipe: between(
      {
        ...behind(cloud, { controller: 'load-balancer', host: 'empty' }),
        place: 'gke',
        auth: { type: 'LoadBalancer', override: 'none' },
      },
      home,
      { version: 'v0.4.0', neighbourhood: 'routed' },
    ),
    verdict: 'not-ready',
    values: ['auth.tls=true'],
  },
  {
    title: 'an empty host before v0.6, which does no harm to a load balancer',
    recipe: between(rack, behind(cloud, { controller: 'load-balancer', host: 'empty' }), {
      version: 'v0.3.2',
    }),
    verdict: 'not-ready',
    values: ['auth.service.type=LoadBalancer', 'auth.tls=true'],
  },
  {
    title: 'an empty host before v0.6, and a firewall in front of the load balancer, which listens',
    recipe: between(
      rack,
      {
        ...behind(cloud, { controller: 'load-balancer', host: 'empty', authTls: true }),
        auth: { type: 'LoadBalancer', override: 'none' },
        firewall: [{ direction: 'in', protocol: 'tcp', action: 'drop' }],
      },
      { version: 'v0.4.0' },
    ),
    verdict: 'not-ready',
    values: [],
  },
  {
    title: 'plain HTTP to a TLS backend that is reached at a node port beside it, at the same name',
    recipe: between(
      {
        ...behind(rack, { authTls: true }),
        auth: { type: 'NodePort', override: 'none' },
      },
      rack,
      { version: 'v0.4.0' },
    ),
    verdict: 'not-ready',
    values: ['auth.portOverride=30443'],
  },
  {
    title: 'a host of v0.3, told by arguments',
    recipe: rackBehind({}, { version: 'v0.3.2' }),
    verdict: 'ready',
  },
  {
    title: 'a forward to the controller, behind NAT',
    recipe: between(
      {
        ...behind(home),
        apiServerAddress: 'router',
        forwards: [
          { service: 'apiServer', port: 'same' },
          { service: 'ingress', port: 'same' },
        ],
      },
      cloud,
    ),
    verdict: 'ready',
  },
  {
    title: 'no forward to the controller, behind NAT',
    recipe: between(
      { ...behind(home), apiServerAddress: 'router', forwards: [{ service: 'apiServer', port: 'same' }] },
      cloud,
    ),
    verdict: 'not-ready',
    values: [],
  },
  {
    title: 'in-band peering with TLS ended at the Ingress',
    recipe: rackBehind({}, { peering: 'in-band' }),
    verdict: 'not-ready',
    values: ['auth.tls=true'],
  },
  {
    title: 'in-band peering with TLS kept behind the Ingress',
    recipe: rackBehind({ protocol: 'https', authTls: true }, { peering: 'in-band' }),
    verdict: 'ready',
  },
];
