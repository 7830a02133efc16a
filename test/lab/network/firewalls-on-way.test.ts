import { expect, test } from 'vitest';

import { firewallsOnWay, isStoppedOnWay } from '../../../src/lab/network/firewalls-on-way.js';
import { sameLan } from '../../../src/lab/topology/same-lan.js';
import type { FirewallRule } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';

const destination = { address: '192.168.1.12', port: 7000 };
const payload = Buffer.from('ordinary');
const initiation = Buffer.from('01000000', 'hex');
const towards = { from: 'local', to: 'remote' } as const;
const backwards = { from: 'remote', to: 'local' } as const;

/** A LAN whose remote site has these rules, and whose local one has none. */
function withRules(...rules: readonly FirewallRule[]): Topology {
  const lan = sameLan('v1.2.0');
  const { local, remote } = lan.sites;
  return { ...lan, sites: { local: { ...local, firewall: [] }, remote: { ...remote, firewall: rules } } };
}

const drop: FirewallRule = { direction: 'in', protocol: 'udp', action: 'drop' };

test('a packet meets the rules of the site it leaves, then those of the site it enters', () => {
  const topology = withRules(drop);
  const [leaving, entering] = [
    { direction: 'out', rules: [] },
    { direction: 'in', rules: [drop] },
  ];
  expect(firewallsOnWay(towards, topology)).toEqual([leaving, entering]);
  expect(firewallsOnWay(backwards, topology)).toEqual([
    { direction: 'out', rules: [drop] },
    { direction: 'in', rules: [] },
  ]);
  // The Internet has no firewall of its own.
  expect(firewallsOnWay({ from: undefined, to: 'remote' }, topology)).toEqual([entering]);
  expect(firewallsOnWay({ from: 'local', to: undefined }, topology)).toEqual([leaving]);
});

test('a packet that stays on its own site meets no firewall', () => {
  const topology = withRules(drop);
  expect(firewallsOnWay({ from: 'remote', to: 'remote' }, topology)).toEqual([]);
  expect(firewallsOnWay({ from: undefined, to: undefined }, topology)).toEqual([]);
});

const rows: readonly [string, FirewallRule, { towards: boolean; backwards: boolean }][] = [
  // Connection tracking has let the flow through before.
  ['for requests', drop, { towards: false, backwards: false }],
  ['that looks into requests', { ...drop, payload: 'wireguard' }, { towards: true, backwards: false }],
  ['for replies', { ...drop, direction: 'out', replies: true }, { towards: false, backwards: true }],
  [
    'for replies from another port',
    { ...drop, direction: 'out', replies: true, port: 7001 },
    { towards: false, backwards: false },
  ],
  // An outgoing rule of the remote site concerns only what leaves it.
  [
    'that looks into replies',
    { ...drop, direction: 'out', replies: true, payload: 'wireguard' },
    { towards: false, backwards: true },
  ],
];

for (const [what, rule, expected] of rows) {
  test(`of an open flow, a rule ${what} stops what it should`, () => {
    const topology = withRules(rule);
    expect({
      towards: isStoppedOnWay({ destination, reply: false, payload: initiation }, towards, topology),
      backwards: isStoppedOnWay({ destination, reply: true, payload: initiation }, backwards, topology),
    }).toEqual(expected);
  });
}

test('of an open flow, a rule that looks into packets stops nothing else', () => {
  const topology = withRules({ ...drop, payload: 'wireguard' });
  expect(isStoppedOnWay({ destination, reply: false, payload }, towards, topology)).toBe(false);
});
