import { beforeAll, expect } from 'vitest';

import type { ClusterRecipe } from '../../../src/lab/random/recipe.js';
import type { Side } from '../../../src/model/peering.js';
import type { Bundles } from '../../lab/prove/real-check.js';
import { bundleAgent } from '../../lab/prove/real-check.js';
import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { type Ending, proveSituation } from './prove-situation.js';
import { cloud, type Generation, rack, recipeBetween, situationOf } from './situations.js';
import { type BalancerPlace, HaproxyBalancers, type TcpLoadBalancers } from './tcp-load-balancers.js';

let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleAgent();
  return () => bundles.remove();
});

const needs = { programs: ['haproxy', 'ss'], timeoutMs: 240_000 };
const balancers = (place: BalancerPlace): TcpLoadBalancers => new HaproxyBalancers(place);
const balanced: ClusterRecipe = { ...cloud, loadBalancer: 'tcp-only' };

interface Balanced {
  readonly clusters: Readonly<Record<Side, ClusterRecipe>>;
  readonly generation: Generation;
  readonly ending: Ending;
}

function testBalancers(title: string, { clusters, generation, ending }: Balanced): void {
  const words = `haproxy in front of node ports carries no UDP: ${title}, ${generation}`;
  testWithNamespaces(words, needs, async () => {
    const situation = situationOf(recipeBetween(clusters, generation));
    expect(await proveSituation(situation, bundles, { balancers })).toBe(ending);
  });
}

const both = { local: balanced, remote: balanced };

testBalancers('the other gateway will do', {
  clusters: { local: balanced, remote: rack },
  generation: 'g2',
  ending: 'ready',
});
// A stand-in beside a live gateway is blocked, which does not prove that the gateway is.
testBalancers('both live gateways are behind it', {
  clusters: both,
  generation: 'g2',
  ending: 'undecidable',
});
testBalancers('both gateways are to be behind it', {
  clusters: both,
  generation: 'g3',
  ending: 'made ready',
});
