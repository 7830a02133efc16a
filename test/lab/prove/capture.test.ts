import { describe, expect, test } from 'vitest';

import { buildTopology } from '../../../src/lab/random/build-topology.js';
import type { Recipe } from '../../../src/lab/random/recipe.js';
import type { FirewallRule } from '../../../src/lab/topology/site.js';
import { checkInProcess } from './in-process-check.js';
import { between, cloud, home, rack } from './plain-clusters.js';
import { mistakesOf } from './prove.js';
import { intentOf, proveOne } from './prove-one.js';

const forwarded = {
  ...home,
  apiServerAddress: 'router',
  auth: { type: 'NodePort', override: 'router' },
  gateway: { type: 'NodePort', override: 'router' },
  forwards: [
    { service: 'apiServer', port: 'same' },
    { service: 'auth', port: 'same' },
    { service: 'gateway', port: 'same' },
  ],
} as const;
const withoutGateway = { ...forwarded, forwards: forwarded.forwards.slice(0, 2) };

function drop(rule: Omit<FirewallRule, 'protocol' | 'action'>): FirewallRule {
  return { ...rule, protocol: 'udp', action: 'drop' };
}

/** In both clusters the gateway's own port is dropped, and no other. */
const byPort = drop({ direction: 'in', port: 30_742 });
const replies = drop({ direction: 'in', replies: true });

interface Kind {
  readonly title: string;
  readonly recipe: Recipe;
  /** Without `--capture`, and with it. */
  readonly gateway: readonly [string, string];
}

const kinds: readonly Kind[] = [
  {
    title: 'a forwarded gateway',
    recipe: between(forwarded, home),
    gateway: ['unknown', 'met proven'],
  },
  {
    title: 'a forward that is missing',
    recipe: between(withoutGateway, home),
    gateway: ['unknown', 'unmet'],
  },
  {
    title: 'a gateway that a sibling speaks for',
    recipe: between(rack, cloud),
    gateway: ['met sibling', 'met proven'],
  },
  {
    title: 'a firewall that drops the port of the gateway alone',
    recipe: between({ ...rack, firewall: [byPort] }, home),
    gateway: ['met sibling', 'unmet'],
  },
  {
    title: 'a firewall that drops every datagram',
    recipe: between({ ...rack, firewall: [drop({ direction: 'in' })] }, home),
    gateway: ['unknown', 'unmet'],
  },
  {
    title: 'a firewall that drops replies, which no capture sees',
    recipe: between(rack, { ...home, firewall: [replies] }),
    gateway: ['unknown', 'unknown'],
  },
];

describe('a live gateway, without a capture and with one', () => {
  for (const { title, recipe, gateway } of kinds) {
    test(`is ${gateway.join(', then ')}: ${title}`, { timeout: 60_000 }, async () => {
      expect([await gatewayOf(recipe, false), await gatewayOf(recipe, true)]).toEqual(gateway);
      expect(mistakesOf(await proveOne({ ...recipe, capture: true }, 1))).toEqual([]);
      expect(mistakesOf(await proveOne(recipe, 1))).toEqual([]);
    });
  }
});

async function gatewayOf(recipe: Recipe, capture: boolean): Promise<string> {
  const topology = buildTopology(recipe);
  const request = { topology, intent: intentOf(recipe), seed: 1, kubeconfig: 'usual', capture } as const;
  const { report } = await checkInProcess(request);
  const gateway = report.requirements.find(
    ({ service, cluster }) => service === 'gateway' && cluster === 'local',
  );
  return [gateway?.status, ...(gateway?.assurance === undefined ? [] : [gateway.assurance])].join(' ');
}
