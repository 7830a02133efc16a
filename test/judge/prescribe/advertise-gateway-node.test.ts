import { expect, test } from 'vitest';

import { known } from '../../../src/model/fact.js';
import type { Requirement } from '../../../src/model/requirement.js';
import { gatewayServiceFacts } from '../../helpers/cluster-facts.js';
import { premises } from '../expected-reports/places.js';
import { homeWithV10, judgeRun } from '../run.js';

/** The gateway of a cluster with public addresses and an override, behind a node port of a node at an address. */
function gatewayAt(node: string, override: string): Requirement | undefined {
  const gatewayService = gatewayServiceFacts({
    annotations: { 'net.liqo.io/gatewayNodeIP': node, 'liqo.io/override-address': override },
  });
  const { requirements } = judgeRun({
    local: homeWithV10('local'),
    remote: premises('remote', 'v0.10.3', {
      address: node,
      liqo: { gatewayService: known(gatewayService, 'a test') },
    }),
    generation: 'g2',
  });
  return requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
}

test('an override that is empty is withdrawn, and the Service keeps its node port', () => {
  const prescription = gatewayAt('198.51.100.40', '')?.prescription;
  expect(prescription?.exposure).toBe('NodePort');
  expect(prescription?.summary).toBe(
    'Make Liqo advertise 198.51.100.40, its own node, for the gateway of the remote cluster.',
  );
  expect(prescription?.helmValues).toEqual({ 'gateway.config.addressOverride': '' });
});

test('where the node has a private address, which the Internet does not route, that would not do', () => {
  expect(gatewayAt('10.7.0.4', '')?.prescription?.exposure).not.toBe('NodePort');
});
