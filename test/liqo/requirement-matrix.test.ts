import { expect, test } from 'vitest';

import { requirementMatrix, situations } from '../../src/liqo/requirement-matrix.js';
import { exposureSchema, scenarioIdSchema, serviceSchema } from '../../src/model/peering.js';
import type { Exposure, ScenarioId, ServiceId } from '../../src/model/peering.js';

type Cells = Readonly<Record<ServiceId, readonly [a: readonly Exposure[], b: readonly Exposure[]]>>;

const publicAuth: readonly Exposure[] = ['LoadBalancer', 'Ingress'];
const publicGateway: readonly Exposure[] = ['LoadBalancer', 'NodePort'];

/** The founding table: docs/pages/installation/pre-install.md@v0.3.2. */
const founding: Readonly<Partial<Record<ScenarioId, Cells>>> = {
  'cloud-to-cloud': {
    auth: [publicAuth, publicAuth],
    apiServer: [['Provided'], ['Provided']],
    gateway: [publicGateway, publicGateway],
  },
  'onprem-to-cloud': {
    auth: [publicAuth, publicAuth],
    apiServer: [['Ingress', 'PublicAddress'], ['Provided']],
    gateway: [publicGateway, publicGateway],
  },
  'onprem-nat-to-cloud': {
    auth: [['NodePort', 'PortForwarding'], publicAuth],
    apiServer: [['PortForwarding'], ['Provided']],
    gateway: [['NodePort', 'PortForwarding'], ['LoadBalancer']],
  },
  'same-lan': {
    auth: [['NodePort'], ['NodePort']],
    apiServer: [['Exposed'], ['Exposed']],
    gateway: [['NodePort'], ['NodePort']],
  },
};

function cellsOf(scenario: ScenarioId): Cells {
  const { auth, apiServer, gateway } = requirementMatrix[scenario];
  return {
    auth: [auth.a.accepted, auth.b.accepted],
    apiServer: [apiServer.a.accepted, apiServer.b.accepted],
    gateway: [gateway.a.accepted, gateway.b.accepted],
  };
}

test.each(Object.entries(founding))('%s has exactly the founding cells', (scenario, cells) => {
  expect(cellsOf(scenarioIdSchema.parse(scenario))).toEqual(cells);
});

const scenarios = scenarioIdSchema.options;

test('every scenario has a situation, and every service two cells with known exposures and a sentence', () => {
  expect(Object.keys(requirementMatrix).toSorted()).toEqual([...scenarios].toSorted());
  expect(Object.keys(situations).toSorted()).toEqual([...scenarios].toSorted());
  for (const scenario of scenarios) {
    expect(Object.keys(requirementMatrix[scenario]).toSorted()).toEqual(
      [...serviceSchema.options].toSorted(),
    );
    for (const { a, b } of Object.values(requirementMatrix[scenario])) {
      for (const { accepted, rationale } of [a, b]) {
        expect(accepted.length).toBeGreaterThan(0);
        expect(new Set(accepted).size).toBe(accepted.length);
        expect(accepted.every((exposure) => exposureSchema.options.includes(exposure))).toBe(true);
        expect(rationale).toMatch(/^[A-Z].*\.$/);
      }
    }
  }
});

test('no cell offers a gateway behind an Ingress, which carries no UDP', () => {
  for (const scenario of scenarios) {
    const { a, b } = requirementMatrix[scenario].gateway;
    expect([...a.accepted, ...b.accepted]).not.toContain('Ingress');
  }
});

test('two public clusters on premises both read the column of the one beside a cloud', () => {
  expect(cellsOf('onprem-to-onprem')).toEqual({
    auth: [publicAuth, publicAuth],
    apiServer: [
      ['Ingress', 'PublicAddress'],
      ['Ingress', 'PublicAddress'],
    ],
    gateway: [publicGateway, publicGateway],
  });
});

test('a cluster behind NAT reads the same column whatever its peer is', () => {
  const column = (scenario: ScenarioId): readonly (readonly Exposure[])[] =>
    Object.values(cellsOf(scenario)).map(([a]) => a);
  expect(column('onprem-nat-to-onprem')).toEqual(column('onprem-nat-to-cloud'));
  expect(column('nat-to-nat')).toEqual(column('onprem-nat-to-cloud'));
});
