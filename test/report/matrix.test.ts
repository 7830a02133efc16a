import { expect, test } from 'vitest';

import { type Matrix, renderMatrixJson, renderMatrixText } from '../../src/report/matrix.js';

const forwarded = {
  accepted: ['NodePort', 'PortForwarding'],
  rationale: 'The router forwards a port.',
} as const;
const balanced = { accepted: ['LoadBalancer', 'Ingress'], rationale: 'It is HTTPS.' } as const;
const either = { accepted: ['NodePort'], rationale: 'The nodes reach each other.' } as const;

const matrix: Matrix = {
  liqoVersion: 'v0.10.3',
  peering: 'out-of-band',
  scenarios: [
    {
      scenario: 'onprem-nat-to-cloud',
      situation: 'A is behind NAT.',
      rows: [
        { service: 'auth', need: 'both', reason: 'Both ask.', a: forwarded, b: balanced },
        { service: 'gateway', need: 'one-of-two', reason: 'One suffices.', a: either, b: either },
      ],
    },
  ],
};

const plain = { width: 80, colour: false, ascii: true, verbose: false };

test('one scenario is a table with the reasons of its cells below', () => {
  expect(renderMatrixText(matrix, plain).split('\n')).toEqual([
    'How services must be exposed for Liqo v0.10.3, out-of-band peering',
    '',
    'onprem-nat-to-cloud',
    'A is behind NAT.',
    '',
    'SERVICE  CLUSTER A                  CLUSTER B              NEEDED',
    'auth     NodePort + PortForwarding  LoadBalancer, Ingress  of both',
    'gateway  NodePort                   NodePort               of one of the two',
    '',
    'auth',
    '  Both ask.',
    '  A: The router forwards a port.',
    '  B: It is HTTPS.',
    '',
    'gateway',
    '  One suffices.',
    '  A and B: The nodes reach each other.',
    '',
    'What a check sees decides: a service that is reached through another exposure',
    'counts as met, with a warning.',
    '',
  ]);
});

test('several scenarios are tables without reasons', () => {
  const [scenario] = matrix.scenarios;
  if (scenario === undefined) throw new TypeError('the example has a scenario');
  const text = renderMatrixText({ ...matrix, scenarios: [scenario, scenario] }, plain);
  expect(text.match(/^onprem-nat-to-cloud$/gmu)).toHaveLength(2);
  expect(text).not.toContain('One suffices.');
  expect(text).toContain('Name a scenario to see the reasons.');
});

test('a narrow terminal gets a list instead of a table, and no line is too wide', () => {
  const lines = renderMatrixText(matrix, { ...plain, width: 28 }).split('\n');
  expect(lines.slice(7, 14)).toEqual([
    'auth, of both:',
    '  A: NodePort +',
    '    PortForwarding',
    '  B: LoadBalancer, Ingress',
    'gateway, of one of the two:',
    '  A: NodePort',
    '  B: NodePort',
  ]);
  expect(lines.filter((line) => line.length > 28)).toEqual([]);
});

test('JSON holds the matrix as it is', () => {
  expect(JSON.parse(renderMatrixJson(matrix))).toEqual({
    apiVersion: 'liqo-doctor/v1',
    kind: 'RequirementMatrix',
    ...matrix,
  });
});
