import { beforeAll, expect } from 'vitest';

import type { ClusterRecipe } from '../../../src/lab/random/recipe.js';
import type { Side } from '../../../src/model/peering.js';
import type { Bundles } from '../../lab/prove/real-check.js';
import { bundleAgent } from '../../lab/prove/real-check.js';
import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { type Ending, proveSituation } from './prove-situation.js';
import { cloud, rack, recipeBetween, situationOf } from './situations.js';
import { type BalancerPlace, HaproxyBalancers, type TcpLoadBalancers } from './tcp-load-balancers.js';

let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleAgent();
  return () => bundles.remove();
});

const needs = { programs: ['haproxy', 'ss'], timeoutMs: 240_000 };
const balancers = (place: BalancerPlace): TcpLoadBalancers => new HaproxyBalancers(place);
const balanced: ClusterRecipe = { ...cloud, loadBalancer: 'tcp-only' };

/** With authentication servers, whose TCP haproxy carries: Liqo v1.x has nothing but UDP behind load balancers. */
function testBalancers(title: string, clusters: Record<Side, ClusterRecipe>, ending: Ending): void {
  testWithNamespaces(`haproxy in front of node ports carries no UDP: ${title}`, needs, async () => {
    const situation = situationOf(recipeBetween(clusters, 'g2'));
    expect(await proveSituation(situation, bundles, { balancers })).toBe(ending);
  });
}

testBalancers('the other gateway will do', { local: balanced, remote: rack }, 'ready');
testBalancers(
  'the other gateway will do once its router forwards to it',
  { local: { ...rack, place: 'nat' }, remote: balanced },
  'made ready',
);
// A stand-in beside a live gateway is blocked, which does not prove that the gateway is.
testBalancers('both gateways are behind it', { local: balanced, remote: balanced }, 'undecidable');
