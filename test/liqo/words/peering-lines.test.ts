import { expect, test } from 'vitest';

import { disturbanceOf, peeringLines, type NamedPeering } from '../../../src/liqo/words/peering-lines.js';
import { releaseOf } from '../releases.js';

const cluster = { context: 'rome', liqoNamespace: 'liqo-system' };
const paris: NamedPeering = { name: 'paris', clusterId: 'paris', outgoing: true, incoming: false };
const oslo: NamedPeering = { name: 'oslo', clusterId: 'oslo', outgoing: false, incoming: true };
const bern: NamedPeering = { name: 'bern', outgoing: true, incoming: true };

function lines(version: string, peerings: readonly NamedPeering[], settings: readonly string[]) {
  return peeringLines({ release: releaseOf(version), cluster, peerings, settings });
}

const inBandNote =
  'A peering that was made in-band keeps the addresses it was made with: take it down with liqoctl unpeer in-band instead, and make it anew with liqoctl peer in-band.';

test.each(['v0.3.2', 'v0.4.0'])(
  'Liqo %s is told through the ForeignCluster, both directions at once',
  (version) => {
    const patch = (name: string, spec: string): string =>
      `kubectl --context rome patch foreignclusters ${name} --type merge --patch '{"spec":{${spec}}}'`;
    expect(lines(version, [paris, oslo, bern], ['auth.service.type'])).toEqual({
      disable: [
        patch('paris', '"outgoingPeeringEnabled":"No"'),
        patch('oslo', '"incomingPeeringEnabled":"No"'),
        patch('bern', '"outgoingPeeringEnabled":"No","incomingPeeringEnabled":"No"'),
      ],
      restore: [
        patch('paris', '"outgoingPeeringEnabled":"Yes"'),
        patch('oslo', '"incomingPeeringEnabled":"Yes"'),
        patch('bern', '"outgoingPeeringEnabled":"Yes","incomingPeeringEnabled":"Yes"'),
      ],
      notes: [],
    });
  },
);

test('Liqo v0.5 unpeers what goes out, and knows what comes in only as a field', () => {
  expect(lines('v0.5.0', [bern], ['gateway.service.type'])).toEqual({
    disable: [
      'liqoctl unpeer bern --context rome',
      `kubectl --context rome patch foreignclusters bern --type merge --patch '{"spec":{"incomingPeeringEnabled":"No"}}'`,
    ],
    restore: [
      'liqoctl peer bern --context rome',
      `kubectl --context rome patch foreignclusters bern --type merge --patch '{"spec":{"incomingPeeringEnabled":"Yes"}}'`,
    ],
    notes: [inBandNote],
  });
});

test('from v0.9 liqoctl asks whether to unpeer, which pasted lines cannot answer', () => {
  expect(lines('v0.9.0', [paris], ['gateway.service.type']).disable).toEqual([
    'liqoctl unpeer paris --skip-confirm --context rome',
  ]);
});

test('from v0.10.2 liqoctl disables incoming peerings too', () => {
  expect(lines('v0.10.3', [oslo], ['apiServer.address'])).toEqual({
    disable: ['liqoctl unpeer oslo --incoming --skip-confirm --context rome'],
    restore: ['liqoctl peer oslo --incoming --context rome'],
    notes: [
      inBandNote,
      'A cluster that has an identity of this one keeps the API server address it was given with it.',
    ],
  });
});

test('in v1.x a new API server address interrupts nobody, and consumers are told it afterwards', () => {
  expect(lines('v1.2.0', [paris, oslo], ['apiServer.address'])).toEqual({
    disable: [],
    restore: [
      'kubectl --context rome --namespace liqo-system rollout status deployment/liqo-controller-manager',
      "liqoctl authenticate --kubeconfig '<kubeconfig of oslo>' --remote-context rome --remote-namespace liqo-system",
    ],
    notes: [
      'Until oslo authenticates again, it goes on with the address and authority that it was told before; add --in-band where the peering is in-band.',
    ],
  });
});

test('in v1.x a new API server address means nothing to a cluster that only consumes', () => {
  expect(lines('v1.0.0', [paris], ['apiServer.address'])).toEqual({ disable: [], restore: [], notes: [] });
});

test('in v1.x other address ranges need the peering anew, each with its consumer first', () => {
  const other = { context: 'bern', liqoNamespace: 'liqo' };
  expect(
    lines('v1.1.0', [oslo, { ...bern, peer: other }], ['ipam.reservedSubnets[0]', 'proxy.enabled']),
  ).toEqual({
    disable: [
      "liqoctl unpeer --kubeconfig '<kubeconfig of oslo>' --remote-context rome --remote-namespace liqo-system",
      'liqoctl unpeer --context rome --namespace liqo-system --remote-context bern',
      'liqoctl unpeer --context bern --remote-context rome --remote-namespace liqo-system',
    ],
    restore: [
      "liqoctl peer --kubeconfig '<kubeconfig of oslo>' --remote-context rome --remote-namespace liqo-system",
      'liqoctl peer --context rome --namespace liqo-system --remote-context bern',
      'liqoctl peer --context bern --remote-context rome --remote-namespace liqo-system',
    ],
    notes: ['Give liqoctl peer the same flags as when the peering was made: they are not kept.'],
  });
});

test('in v1.x other gateway templates interrupt tunnels only for moments', () => {
  expect(lines('v1.2.0', [paris], ['networking.gatewayTemplates.wireguard.implementation'])).toEqual({
    disable: [],
    restore: [],
    notes: ['Tunnels of active peerings may be interrupted for moments, when Liqo restarts their gateways.'],
  });
});

test.each([
  ['v0.3.2', ['auth.tls'], 'renew'],
  ['v0.10.3', ['discovery.config.enableDiscovery'], 'none'],
  ['v0.10.3', ['discovery.config.enableDiscovery', 'apiServer.address'], 'renew'],
  ['v1.0.0', ['proxy.enabled'], 'none'],
  ['v1.0.0', ['requirements.kernel.enabled'], 'none'],
  ['v1.0.0', ['apiServer.ca'], 'identity'],
  ['v1.2.0', ['apiServer.address', 'networking.gatewayTemplates.server.service.annotations.a'], 'gateway'],
  ['v1.2.0', ['apiServer.address', 'ipam.podCIDRs[0]'], 'renew'],
  ['v1.2.0', [], 'none'],
] as const)('Liqo %s with %o: %s', (version, settings, expected) => {
  expect(disturbanceOf(releaseOf(version), settings)).toBe(expected);
});

test('without active peerings there is nothing to run', () => {
  expect(lines('v0.10.3', [], ['auth.tls'])).toEqual({ disable: [], restore: [], notes: [] });
});
