import { expect, test } from 'vitest';

import type { NodeAddress } from '../../../src/model/cluster-facts.js';
import { known } from '../../../src/model/fact.js';
import type { Observation } from '../../../src/model/observation.js';
import type { Requirement } from '../../../src/model/requirement.js';
import { addresses, gatewayServiceFacts, nodeFacts } from '../../helpers/cluster-facts.js';
import { premises } from '../expected-reports/places.js';
import { homeWithV10, judgeRun, nodePortGateway, observation, sourceSeen } from '../run.js';

const rack = '198.51.100.40';
const router = '203.0.113.8:40582';

/** The gateway of a home at a private address, as a cluster with public addresses sees it. */
function gatewayOfHome(
  others: readonly Observation[],
  {
    external,
    ownAddresses = addresses(['InternalIP', '192.168.1.11']),
    hasSibling = true,
  }: {
    /** The public address of the other cluster, whose node has a private one then. */
    readonly external?: string;
    readonly ownAddresses?: readonly NodeAddress[];
    readonly hasSibling?: boolean;
  } = {},
): Requirement | undefined {
  const home = homeWithV10('remote', {
    gatewayService: known(
      gatewayServiceFacts({ annotations: { 'net.liqo.io/gatewayNodeIP': '192.168.1.11' } }),
      'a test',
    ),
  });
  const edge = nodeFacts({ name: 'edge', addresses: ownAddresses });
  const remote = { ...home, nodes: known([edge], 'a test') };
  const place = external === undefined ? { address: rack } : { address: '10.7.0.4', external };
  const sibling = nodePortGateway('remote', { host: '192.168.1.11', nodePort: 32002, outcome: 'silent' });
  const { requirements } = judgeRun({
    local: premises('local', 'v0.10.3', place),
    remote,
    generation: 'g2',
    standIns: hasSibling ? [sibling.standIn] : [],
    observations: [
      observation({
        purpose: 'endpoint',
        service: 'gateway',
        target: 'remote',
        host: '192.168.1.11',
        port: 31871,
        outcome: 'silent',
      }),
      ...(hasSibling ? sibling.observations : []),
      ...others,
    ],
  });
  return requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
}

test('a gateway at a private address that nothing else was reached at is unknown, with what would make it reached', () => {
  const gateway = gatewayOfHome([]);
  expect(gateway?.status).toBe('unknown');
  expect(gateway?.reason).toMatch(/^Whether the local cluster reaches .* is not known, and unlikely: /);
  expect(gateway?.prescription?.exposure).toBe('PortForwarding');
});

test('it is unmet where packets of its cluster arrive translated at a node of the peer, in whose network a route would end', () => {
  const gateway = gatewayOfHome([sourceSeen('remote', rack, router)]);
  expect(gateway?.status).toBe('unmet');
  expect(gateway?.reason).toContain(
    `no other route joins the networks, since packets of the remote cluster arrive at ${rack} from 203.0.113.8.`,
  );
});

test('translated packets at a public address beside a private one leave a route between the private ones possible', () => {
  expect(gatewayOfHome([sourceSeen('remote', rack, router)], { external: rack })?.status).toBe('unknown');
});

test('packets from the public address of a node that has a private one in its own network were translated too', () => {
  const own = addresses(['InternalIP', '192.168.1.11'], ['ExternalIP', '203.0.113.8']);
  const gateway = gatewayOfHome([sourceSeen('remote', rack, router)], { ownAddresses: own });
  expect(gateway?.status).toBe('unmet');
  expect(gateway?.reason).toContain(`packets of the remote cluster arrive at ${rack} from 203.0.113.8.`);
});

test("packets from a public address that is the node's own in its network may have come by a route", () => {
  const own = addresses(['InternalIP', '203.0.113.8'], ['InternalIP', '192.168.1.11']);
  expect(gatewayOfHome([sourceSeen('remote', rack, router)], { ownAddresses: own })?.status).toBe('unknown');
});

test('a private address of another family says nothing of where an IPv4 packet would come from', () => {
  const own = addresses(['InternalIP', 'fd00::11'], ['ExternalIP', '203.0.113.8']);
  expect(gatewayOfHome([sourceSeen('remote', rack, router)], { ownAddresses: own })?.status).toBe('unknown');
});

test('translated packets alone tell that no route joins the networks, where no private address was tried', () => {
  const gateway = gatewayOfHome([sourceSeen('remote', rack, router)], { hasSibling: false });
  expect(gateway?.status).toBe('unmet');
  expect(gateway?.reason).toContain('no other route joins the networks');
});
