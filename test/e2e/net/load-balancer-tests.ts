import { expect } from 'vitest';

import type { ClusterRecipe } from '../../../src/lab/random/recipe.js';
import type { Side } from '../../../src/model/peering.js';
import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { builtBundles } from './built-bundles.js';
import { unlessHeldUp } from './machine-load.js';
import { type Ending, proveSituation } from './prove-situation.js';
import { cloud, type Generation, rack, recipeBetween, situationOf } from './situations.js';
import { labPrograms } from './start-real-lab.js';
import { type BalancerPlace, HaproxyBalancers, type TcpLoadBalancers } from './tcp-load-balancers.js';

const bundles = builtBundles();

const needs = { programs: [...labPrograms, 'haproxy', 'ss'], timeoutMs: 900_000 };
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
    const seen = await unlessHeldUp([], (onReport) =>
      proveSituation(situation, bundles, { balancers, onReport }),
    );
    expect(seen).toBe(ending);
  });
}

const both = { local: balanced, remote: balanced };

/** Real load balancers that carry TCP only. */
export function testTcpLoadBalancers(): void {
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
}
